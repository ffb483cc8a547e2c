"""The measurement of the sync route counts what it was given."""

import json

from eval import ingest_speed
from eval.made_export import write_export


def test_both_sizes_are_read_stored_and_found_unchanged():
    figures = ingest_speed.main(["--messages", "1000"])
    assert list(figures) == ["100", "1000"]
    for size, stages in figures.items():
        assert [stages[name]["messages"] for name in ("read", "sync", "again")] == [int(size)] * 3
        assert stages["sync"]["passages"] > 0
        assert stages["again"]["counting_seconds"] == 0
        assert all(stage["peak_mb"] > 0 and stage["per_second"] > 0 for stage in stages.values())
    assert json.loads(json.dumps(figures)) == figures


def test_the_same_size_gives_the_same_export(tmp_path):
    for name in ("a", "b"):
        write_export(tmp_path / name, 300)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.json")]
    assert len(files) > 20
    assert all(
        (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
        for file in files
    )
