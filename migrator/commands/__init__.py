"""Use-cases: one module each, data in and data out; nothing here prints or asks."""
