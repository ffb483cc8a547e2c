"""An installed package holds what the code opens beside itself; what it leaves out, it names."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from assistant.errors import UnreadableFile
from ingest import sample

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_every_file_that_is_no_code_goes_into_the_package():
    shipped = {
        path
        for package, patterns in PROJECT["tool"]["setuptools"]["package-data"].items()
        for pattern in patterns
        for path in (ROOT / package).glob(pattern)
    }
    packages = ("assistant", "ingest", "ui", "eval")
    listed = subprocess.run(
        ["git", "ls-files", "-z", *packages], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    beside = {ROOT / name for name in listed.stdout.split("\0") if name and name[-3:] != ".py"}
    assert sorted(beside - shipped) == []


def test_a_package_without_the_sample_says_where_the_sample_is(monkeypatch, tmp_path):
    monkeypatch.setattr(sample, "folder", lambda: tmp_path / "nowhere")
    with pytest.raises(UnreadableFile, match="source tree"):
        sample.load(None, "test")
