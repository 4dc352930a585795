"""Addresses: read as they are printed, and as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.address import (
    GLOBAL_KINDS,
    Address,
    alias_address,
    collection_address,
    database_address,
    field_address,
    index_address,
    partition_address,
)

BOOKS = collection_address("shop", "books")

PRINTED = [
    (database_address("shop"), "Database shop"),
    (BOOKS, "Collection shop/books"),
    (partition_address(BOOKS, "en"), "Partition shop/books/en"),
    (index_address(BOOKS, "v"), "Index shop/books.v"),
    (index_address(BOOKS, "meta", "/a/b"), "Index shop/books.meta/a/b"),
    (index_address(BOOKS, "chunks[emb]"), "Index shop/books.chunks[emb]"),
    (field_address(BOOKS, "lang"), "Field shop/books.lang"),
    (alias_address("shop", "live"), "Alias shop/live"),
    (Address("User", None, "ci"), "User ci"),
    (Address("Grant", None, "reader/Search/default/books"), "Grant reader/Search/default/books"),
]


@pytest.mark.parametrize(("address", "text"), PRINTED)
def test_an_address_is_read_as_it_is_printed(address: Address, text: str) -> None:
    assert str(address) == text
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Collection books", "Collection default/books"),
        ("Alias live", "Alias default/live"),
        ("Partition books/en", "Partition default/books/en"),
        ("Index books.v", "Index default/books.v"),
        ("Index books.meta/a/b", "Index default/books.meta/a/b"),
        ("  Collection   shop/books ", "Collection shop/books"),
    ],
)
def test_a_database_that_is_not_named_is_the_default_one(text: str, printed: str) -> None:
    assert str(Address.parse(text)) == printed


@pytest.mark.parametrize("text", ["", "books", "Collection", "Collection  "])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        Address.parse(text)


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,9}", fullmatch=True)


@given(
    st.one_of(
        st.builds(Address, st.sampled_from(sorted(GLOBAL_KINDS)), st.none(), NAMES),
        st.builds(Address, st.sampled_from(["Collection", "Alias"]), NAMES, NAMES),
        st.builds(lambda d, c, p: partition_address(Address("Collection", d, c), p), *[NAMES] * 3),
        st.builds(
            lambda d, c, f, path: index_address(Address("Collection", d, c), f, path),
            *[NAMES] * 3,
            st.sampled_from(["", "/a", "/a/b"]),
        ),
    )
)
def test_every_address_is_read_as_it_is_printed(address: Address) -> None:
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        (BOOKS, BOOKS),
        (partition_address(BOOKS, "en"), BOOKS),
        (index_address(BOOKS, "meta", "/a/b"), BOOKS),
        (field_address(BOOKS, "lang"), BOOKS),
        (alias_address("shop", "live"), None),
        (database_address("shop"), None),
    ],
)
def test_parts_know_their_collection(address: Address, owner: Address | None) -> None:
    assert address.collection == owner


def test_addresses_sort_by_kind_then_database_then_name() -> None:
    addresses = [alias_address("b", "x"), collection_address("a", "z"), alias_address("a", "y")]
    assert list(map(str, sorted(addresses))) == ["Alias a/y", "Alias b/x", "Collection a/z"]
