"""The command line: one file per noun, each command a thin edge over `assistant` and `ingest`."""
