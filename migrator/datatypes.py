"""Milvus's data types: names, families, and the spellings that other clients use."""

from __future__ import annotations

import difflib

INTEGERS = ("Int8", "Int16", "Int32", "Int64")
FLOATS = ("Float", "Double")
DENSE_VECTORS = ("FloatVector", "Float16Vector", "BFloat16Vector", "Int8Vector", "BinaryVector")
VECTORS = (*DENSE_VECTORS, "SparseFloatVector")
SCALARS = ("Bool", *INTEGERS, *FLOATS, "VarChar", "JSON", "Geometry", "Timestamptz", "Text")
DATA_TYPES = (*SCALARS, "Array", *VECTORS)

#: What an Array may hold; ``Struct`` makes it an array of structs (2.6.4 and newer).
ELEMENT_TYPES = ("Bool", *INTEGERS, *FLOATS, "VarChar", "Struct")

#: Inside a struct, an Array may also hold vectors of a fixed dimension.
STRUCT_ELEMENT_TYPES = (*ELEMENT_TYPES[:-1], *DENSE_VECTORS)

INTEGER_RANGES = {
    "Int8": (-(2**7), 2**7 - 1),
    "Int16": (-(2**15), 2**15 - 1),
    "Int32": (-(2**31), 2**31 - 1),
    "Int64": (-(2**63), 2**63 - 1),
}

_BY_FOLDED = {name.lower(): name for name in (*DATA_TYPES, "Struct")}

#: Functions whose output Milvus computes itself; others call a service.
BUILT_IN_FUNCTIONS = frozenset({"BM25", "MinHash"})


def data_type(text: object) -> str:
    """Return Milvus's name of a data type from any usual spelling (``INT64``, ``FLOAT_VECTOR``).

    Raises:
        ValueError: no data type is called so.
    """
    if isinstance(text, str):
        name = _BY_FOLDED.get(text.removeprefix("DataType.").replace("_", "").lower())
        if name is not None:
            return name
        near = difflib.get_close_matches(text.lower()[:40], _BY_FOLDED, n=1, cutoff=0.6)
        if near:
            raise ValueError(f"{text!r} is not a data type; did you mean {_BY_FOLDED[near[0]]}?")
    raise ValueError(f"{text!r} is not a data type; known are {', '.join(DATA_TYPES)}, Struct")
