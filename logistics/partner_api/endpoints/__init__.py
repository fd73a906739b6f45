"""One file per resource; one domain call per operation."""
