"""Real servers for tests: Milvus 2.3.5 standalone and Milvus Lite, as child processes.

``milvus235.start()`` and ``lite.start()`` give a ``process.RunningServer``;
``cleaning.clean(server)`` empties one, ``witness.witness(server)`` reads it back through
pymilvus, ``raw.Raw(server.endpoint)`` says anything to it. ``fixtures`` shares servers
between tests. Nothing is imported here: pymilvus takes a second, and only tests that
start a server shall pay for it.
"""
