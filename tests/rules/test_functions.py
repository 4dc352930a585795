"""Functions: what they read and fill."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.checking import SPARSE, TEXT, collection, found, function, place, schema

PLAIN = "{name: plain, dtype: VarChar, max_length: 9}"
NULL = "{name: maybe, dtype: VarChar, max_length: 9, enable_analyzer: true, nullable: true}"
BITS = "{name: bits, dtype: BinaryVector, dim: 64}"


def bm25(reads: str = "[text]", fills: str = "[sparse]", more: str = "") -> str:
    return f"{{name: f, type: BM25, input_field_names: {reads}, output_field_names: {fills}{more}}}"


def embedding(reads: str = "[text]", fills: str = "[v]", params: str = "{provider: x}") -> str:
    return (
        f"{{name: f, type: TextEmbedding, input_field_names: {reads}, "
        f"output_field_names: {fills}, params: {params}}}"
    )


CASES = [
    pytest.param(
        "MIG440", function((PLAIN, SPARSE), bm25("[»plain]")), id="BM25 of unanalysed text"
    ),
    pytest.param(
        "MIG450", function((TEXT, SPARSE), bm25("[»txt]")), id="an input that is not there"
    ),
    pytest.param("MIG450", function((TEXT,), bm25(fills="[»sparse]")), id="an output that is not"),
    pytest.param("MIG451", function((TEXT, SPARSE), bm25("»[text, text]")), id="an input twice"),
    pytest.param("MIG451", function((TEXT, SPARSE), bm25("»[]")), id="no input"),
    pytest.param("MIG451", function((TEXT, SPARSE), bm25(fills="»[]")), id="no output"),
    pytest.param("MIG451", function((SPARSE,), bm25("[»id]")), id="an input of another type"),
    pytest.param("MIG451", function((TEXT,), bm25(fills="[»v]")), id="an output of another type"),
    pytest.param(
        "MIG451", function((TEXT, BITS), embedding(fills="[»bits]")), id="an embedding of bits"
    ),
    pytest.param(
        "MIG451",
        function((TEXT,), "{name: f, type: MinHash, input_fields: [text], output_fields: [»v]}"),
        id="MinHash into floats",
    ),
    pytest.param(
        "MIG451",
        schema(
            TEXT,
            SPARSE,
            more=("functions:", f"- {bm25()}", f"- {bm25(fills='[»sparse]').replace('f,', 'g,')}"),
        ),
        id="one output of two functions",
    ),
    pytest.param(
        "MIG452",
        function((TEXT, "{name: s, dtype: SparseFloatVector, nullable: true}"), bm25(fills="[»s]")),
        id="an output that may be null",
    ),
    pytest.param("MIG453", function((NULL,), embedding("[»maybe]")), id="an embedding of null"),
    pytest.param("MIG454", function((NULL, SPARSE), bm25("[»maybe]")), id="BM25 of null"),
    pytest.param(
        "MIG455",
        function((TEXT, SPARSE), bm25(more=", params: »{bm25_k1: 1.2}")),
        id="BM25 with params",
    ),
    pytest.param("MIG455", function((TEXT,), embedding(params="»{}")), id="an embedding without"),
    pytest.param(
        "MIG457",
        function((TEXT,), embedding(params="»{provider: openai, api_key: sk-1}")),
        id="a credential among the parameters",
    ),
    pytest.param("MIG456", collection("functions: [{name: r, type: »RERANK}]"), id="a reranker"),
]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_a_function_that_cannot_be_is_found(tmp_path: Path, code: str, text: str) -> None:
    assert found(tmp_path, text) == [f"{code} {place(text)}"]


def test_a_field_is_not_read_and_filled(tmp_path: Path) -> None:
    text = collection(f"functions: [{bm25(fills='[»text]')}]")
    assert found(tmp_path, text) == [f"MIG451 {place(text)}"]


def test_a_key_is_not_filled(tmp_path: Path) -> None:
    vector = "{name: k, dtype: FloatVector, dim: 8, is_clustering_key: true}"
    text = function((TEXT, vector), embedding(fills="[»k]"))
    assert sorted(found(tmp_path, text)) == ["MIG414 9:62", f"MIG452 {place(text)}"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(function((TEXT, SPARSE), bm25()), id="BM25"),
        pytest.param(function((TEXT, SPARSE), bm25("text", "sparse")), id="a name for a list"),
        pytest.param(function((TEXT,), embedding()), id="an embedding"),
        pytest.param(
            function(
                (TEXT, BITS),
                "{name: f, function_type: MinHash, input_field_names: [text], "
                "output_field_names: [bits], params: {num_hashes: 2}}",
            ),
            id="MinHash",
        ),
        pytest.param(collection(f"functions: [{bm25()}]"), id="fields are not managed"),
    ],
)
def test_other_functions_are_not(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []
