"""What an index holds: how texts are analysed, and one field for each column of search_entry.

Built of the server's own parts and analysis-common alone, so that any Elasticsearch 8 or 9 runs it.
"""

import hashlib
import json
from typing import Any

_TEXT = {"type": "text", "analyzer": "vi_exact"}
_FOLDED = {"type": "text", "analyzer": "vi_folded"}
_KEYWORD = {"type": "keyword"}

ANALYSIS: dict[str, Any] = {
    "char_filter": {
        "strip_combining": {"type": "pattern_replace", "pattern": "[\\u0300-\\u036f]", "replacement": ""},
        "join_units": {
            "type": "pattern_replace",
            "pattern": "(\\d+)\\s*(kg|g|gr|ml|l)\\b",
            "replacement": "$1$2",
        },
    },
    "filter": {
        "vi_shingle_f": {
            "type": "shingle",
            "min_shingle_size": 2,
            "max_shingle_size": 2,
            "output_unigrams": False,
        },
    },
    "analyzer": {
        "vi_exact": {"tokenizer": "standard", "char_filter": ["join_units"], "filter": ["lowercase"]},
        "vi_folded": {
            "tokenizer": "standard",
            "char_filter": ["strip_combining", "join_units"],
            "filter": ["lowercase", "asciifolding"],
        },
        "vi_shingle": {
            "tokenizer": "standard",
            "char_filter": ["strip_combining", "join_units"],
            "filter": ["lowercase", "asciifolding", "vi_shingle_f"],
        },
    },
}

PROPERTIES: dict[str, Any] = {
    "listing_id": {"type": "long"},
    "title": {**_TEXT, "fields": {"folded": _FOLDED, "shingle": {"type": "text", "analyzer": "vi_shingle"}}},
    "names": {**_TEXT, "fields": {"folded": _FOLDED}},
    "seller": {**_TEXT, "fields": {"folded": _FOLDED}},
    "description": {
        **_TEXT,
        "index_options": "freqs",
        "fields": {"folded": {**_FOLDED, "index_options": "freqs"}},
    },
    "commodity_code": _KEYWORD,
    "group": _KEYWORD,
    "grade": _KEYWORD,
    "household_id": _KEYWORD,
    "province_code": _KEYWORD,
    "commune_code": _KEYWORD,
    "sends_from": _KEYWORD,
    "sends_from_province": _KEYWORD,
    "unit_price": {"type": "long"},
    "price_per_kg": {"type": "long"},
    "price_band": _KEYWORD,
    "months": _KEYWORD,  # looked up by its postings, cheaper than a number
    "harvested_on": {"type": "date", "fields": {"day": _KEYWORD}},
    "expires_on": {"type": "date"},
    "harvest_from": {"type": "date"},
    "harvest_to": {"type": "date"},
    "form": _KEYWORD,
    "bare": {"type": "boolean"},
    "minimum_g": {"type": "long"},
    "reliability": {"type": "short"},
    "location": {"type": "geo_point"},
    "in_stock": {"type": "boolean"},
    "published_at": {"type": "long"},  # microseconds, as a cursor holds it
    "row_version": {"type": "long"},
}

LIVE_SETTINGS: dict[str, Any] = {"refresh_interval": "500ms"}
"""What an index gets when it is filled. While it is being filled it neither refreshes nor replicates."""
FILLING_SETTINGS: dict[str, Any] = {"refresh_interval": "-1", "number_of_replicas": 0}


def body(*, shards: int) -> dict[str, Any]:
    """A new, empty index of `shards` shards."""
    return {
        "settings": {
            **FILLING_SETTINGS,
            "number_of_shards": shards,
            "gc_deletes": "10m",  # how long a deleted listing's version is remembered
            "analysis": ANALYSIS,
        },
        "mappings": {"dynamic": "strict", "_meta": {"shape": shape()}, "properties": PROPERTIES},
    }


def shape() -> str:
    """Changes with the analysis and the fields: an index of another shape is to be built anew."""
    told = json.dumps([ANALYSIS, PROPERTIES], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
