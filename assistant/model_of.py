"""Names what the catalog's vectors are: an index built from others is never searched."""

from assistant.catalog import Catalog, read_fact


def model_of(catalog: Catalog) -> str:
    """Return what made the catalog's vectors, and which life of the catalog this is."""
    with catalog.read() as reading:
        return "/".join(read_fact(reading, key) or "-" for key in ("epoch", "embedder", "splitter"))
