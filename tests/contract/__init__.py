"""The same behaviour on every server there is, read back by pymilvus as a witness."""
