"""Copying: rows moved from one collection into another, column by column.

``moving`` reads shards page by page and writes them, ``mapping`` says what becomes of each
column on the way, ``checking`` proves afterwards that both sides hold the same rows. Each
side is a ``Place``: an ``Rpc`` and a collection there.
"""
