"""The specification of an index: which field, which type, which parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from migrator import jsontext
from migrator.kinds.words import SpecWithSynonyms
from migrator.values import Flag, PropertyValue

#: Index types by what they are built on. Which field takes which one, and which server
#: builds it, is for the rules to say.
INDEX_TYPES = (
    "AUTOINDEX",
    "FLAT",
    "IVF_FLAT",
    "IVF_SQ8",
    "IVF_PQ",
    "IVF_RABITQ",
    "HNSW",
    "HNSW_SQ",
    "HNSW_PQ",
    "HNSW_PRQ",
    "SCANN",
    "DISKANN",
    "GPU_IVF_FLAT",
    "GPU_IVF_PQ",
    "GPU_CAGRA",
    "GPU_BRUTE_FORCE",
    "BIN_FLAT",
    "BIN_IVF_FLAT",
    "MINHASH_LSH",
    "SPARSE_INVERTED_INDEX",
    "SPARSE_WAND",
    "INVERTED",
    "BITMAP",
    "STL_SORT",
    "Trie",
    "NGRAM",
    "RTREE",
)

_TYPE_BY_FOLDED = {name.lower(): name for name in INDEX_TYPES} | {"marisa-trie": "Trie"}

#: Keys of ``AlterIndex``: they change how an index is served, not how it is built.
SERVING_PROPERTIES = ("mmap.enabled", "indexoffsetcache.enabled", "warmup")


def normal_index_type(text: object) -> object:
    """Return Milvus's spelling of an index type; an unknown one stays as it is."""
    return _TYPE_BY_FOLDED.get(text.lower(), text) if isinstance(text, str) else text


def normal_metric_type(text: object) -> object:
    """Return a metric in upper case; ``NONE``, which Lite adds to scalar indexes, is no metric."""
    if not isinstance(text, str):
        return text
    return None if text.upper() == "NONE" else text.upper()


class IndexSpec(SpecWithSynonyms):
    """An index on one field, or on one path of a JSON field."""

    synonyms: ClassVar[Mapping[str, str]] = {
        "name": "index_name",
        "index_params": "params",
        "mmap.enabled": "mmap_enabled",
    }

    field_name: str = Field(description="The field; a struct's field as struct[field].")
    index_name: str | None = Field(None, description="Name of the index. Default: the field's.")
    index_type: Annotated[str, BeforeValidator(normal_index_type)] | None = Field(
        None, description="HNSW, IVF_FLAT, AUTOINDEX, INVERTED, … Default: AUTOINDEX on vectors."
    )
    metric_type: Annotated[str | None, BeforeValidator(normal_metric_type)] = Field(
        None, description="COSINE, L2, IP, HAMMING, JACCARD, BM25, …; vectors only."
    )
    params: dict[str, PropertyValue] = Field(
        default_factory=dict, description="Build parameters, e.g. {M: 16, efConstruction: 200}."
    )
    mmap_enabled: Flag | None = Field(
        None, description="Memory-map the index; unset inherits. Milvus 2.4 and newer."
    )
    properties: dict[str, PropertyValue | None] = Field(
        default_factory=dict, description="Further keys that AlterIndex takes; null removes one."
    )

    @model_validator(mode="before")
    @classmethod
    def _unpack(cls, data: object) -> object:
        """Take the type and metric out of ``params``, where pymilvus's old form has them."""
        if not isinstance(data, Mapping) or not isinstance(data.get("params"), Mapping | str):
            return data
        unpacked = dict(data)
        params = _mapping(unpacked["params"])
        if params is None:
            return data
        inner = _mapping(params.get("params"))
        if inner is not None:
            del params["params"]
            params = {**inner, **params}
        for key in ("index_type", "metric_type"):
            if key in params and key not in unpacked:
                unpacked[key] = params.pop(key)
        unpacked["params"] = params
        return unpacked

    @model_validator(mode="after")
    def _normalise_params(self) -> Self:
        """Write a JSON path the way Milvus keeps it, as a pointer."""
        path = self.params.get("json_path")
        if path is not None:
            normal = {**self.params, "json_path": json_pointer(self.field_name, path)}
            object.__setattr__(self, "params", normal)
        return self

    @property
    def json_path(self) -> str:
        """The path inside a JSON field as a pointer, ``/a/b``; empty where there is none."""
        return self.params.get("json_path", "")


def _mapping(value: object) -> dict[str, Any] | None:
    """Return a mapping that is given as such or as JSON text, None for anything else."""
    if isinstance(value, str):
        try:
            value = jsontext.read(value)
        except ValueError:
            return None
    return dict(value) if isinstance(value, Mapping) else None


def json_pointer(field_name: str, path: str) -> str:
    """Return a JSON path as a pointer: ``meta["a"]["b"]`` on ``meta`` is ``/a/b``."""
    rest = path.removeprefix(field_name)
    if not rest.startswith("["):
        return path
    parts: list[Any] = [part.strip("\"'") for part in rest[1:].removesuffix("]").split("][")]
    return "/" + "/".join(parts)
