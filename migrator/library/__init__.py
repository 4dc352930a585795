"""migrator as a library: projects, plans and servers, and resources built in code.

What is public is re-exported, lazily, by ``migrator`` itself; import it from there.
Nothing here prints or asks.
"""
