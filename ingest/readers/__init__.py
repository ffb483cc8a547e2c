"""One file per format: each reads an export or a document into threads."""
