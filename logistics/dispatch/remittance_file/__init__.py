"""A carrier's list of cash as a file, CSV, XLSX or JSON, into plain lines. Files come from strangers: they
are bounded before they are opened, nothing in them is computed, and one row that cannot be read refuses the
whole file."""

from logistics.dispatch.remittance_file.reading import MOST_BYTES, read_remittance_file

__all__ = ["MOST_BYTES", "read_remittance_file"]
