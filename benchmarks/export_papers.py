"""The papers of a consignment: time and memory of the whole set, beside the bare drawing library putting the same
number of lines of text on pages.

    python -m benchmarks.export_papers [--orders 400] [--lots 14] [--cartons 4]
"""

import argparse
import os
import resource
import time
from io import BytesIO

MEGABYTE = 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=400)
    parser.add_argument("--lots", type=int, default=14)
    parser.add_argument("--cartons", type=int, default=4, help="of an order")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    _measure(options.orders, options.lots, options.cartons)


def _measure(orders: int, lots: int, cartons: int) -> None:
    from logistics.documents.catalogue import kinds_of, make
    from tests.factories.exports import batches, frankfurt, line

    export = frankfurt(orders, lots, lines=(line(batches(orders, lots, packages=cartons)),))
    began, size = time.perf_counter(), 0
    for kind in kinds_of(export):
        before = time.perf_counter()
        made = make(export, kind, "ab" * 32)
        size += len(made.content)
        print(f"{kind.value:20} {len(made.content):>9} bytes {time.perf_counter() - before:6.2f} s")
    took = time.perf_counter() - began
    bare = _bare(orders * cartons * 9 + orders * 8)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
    print(
        f"{orders} orders: {took:.2f} s, {size} bytes, {peak} MB; bare lines {bare:.2f} s, ratio {took / bare:.1f}"
    )


def _bare(lines: int) -> float:
    """As many lines of text as the marks and the packing list have, by the library alone."""
    from reportlab.pdfgen.canvas import Canvas

    began = time.perf_counter()
    canvas = Canvas(BytesIO(), pageCompression=1)
    for number in range(lines):
        canvas.drawString(20, 800 - number % 80 * 10, f"line {number}")
        if number % 80 == 79:
            canvas.showPage()
    canvas.save()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
