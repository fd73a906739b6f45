"""The search on Elasticsearch beside the bare server, on this machine, in one run.

    python -m benchmarks.search [--listings 15000] [--seconds 10] [--connections 1,16] [--only search,rebuild,change]

search   whole GraphQL searches with total and three facets, and the same questions put to Elasticsearch alone
rebuild  a rebuild, and a bare bulk load of the same prepared documents; the indexer's memory
change   from one listing's change to the first search that finds it

`--listings` counts for an empty database only. DATABASE_URL names one that is there (migrated, filled; its
listings are not touched but for one title in `change`, which is put back); else .local/bench-search is used
and kept for the next run. ELASTICSEARCH_URL names a server; else one is started with `--heap` megabytes.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
PARTS = ("search", "rebuild", "change")
os.environ.setdefault("NHANONG_LOCAL", str(CLONE / ".local" / "bench-search"))
os.environ.setdefault("SMS_BACKEND", "kernel.messages.backends.QuietBackend")
os.environ.setdefault("LOG_LEVEL", "ERROR")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--listings", type=int, default=15_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--warm-up", type=float, default=5)
    parser.add_argument("--connections", default="1,16")
    parser.add_argument("--heap", type=int, default=1_024)
    parser.add_argument("--changes", type=int, default=100)
    parser.add_argument("--port", type=int, default=8126)
    parser.add_argument("--only", default=",".join(PARTS))
    return run(parser.parse_args())


def run(options: argparse.Namespace) -> int:
    from config.local import servers
    from config.local.folders import demo_instance

    with servers.used(demo_instance()), _search_server(options.heap):
        _set_up(options)
        from benchmarks import search_parts

        wanted = options.only.split(",")
        rows = [getattr(search_parts, name)(options) for name in PARTS if name in wanted]
    _keep(rows, options)
    return 0


@contextmanager
def _search_server(heap_mb: int) -> Iterator[None]:
    from config.local import elasticsearch
    from config.local.folders import local_root

    if not os.environ.get("ELASTICSEARCH_URL"):
        (node,) = elasticsearch.nodes_in(local_root() / "elasticsearch", heap_mb=heap_mb)
        elasticsearch.launch(node)
        elasticsearch.await_answer(node)
        os.environ["ELASTICSEARCH_URL"] = node.url
        try:
            yield
        finally:
            elasticsearch.stop_node(node)
        return
    yield


def _set_up(options: argparse.Namespace) -> None:
    from config.local.claim import Place
    from config.local.crew import shop_environment

    os.environ["SEARCH"] = "elasticsearch"
    os.environ.setdefault("ELASTICSEARCH_INDEX", "nhanong-bench")
    os.environ.update(shop_environment(Place("127.0.0.1", options.port)))
    import django

    django.setup()
    from benchmarks.world import build
    from search.models import SearchEntry
    from search.operations import index_dirty
    from search.vocabulary import count_words

    build(options.listings)
    while index_dirty().count:
        pass
    count_words()
    print(f"{SearchEntry.objects.count()} listings on sale", flush=True)


def _keep(rows: list[dict[str, object]], options: argparse.Namespace) -> None:
    from config.local.folders import local_root

    folder = local_root() / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-search.json"
    path.write_text(json.dumps({"options": vars(options), "rows": rows}, indent=1, ensure_ascii=False))
    print(f"Kept in {path}")


if __name__ == "__main__":
    sys.exit(main())
