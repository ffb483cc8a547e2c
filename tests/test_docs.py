"""The README does not drift from what there is: commands, settings, readers, files."""

import re
from pathlib import Path

import pytest
import typer

from assistant.settings import Settings
from ingest.wiring import readers
from ui.commands.app import build

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[str]:
    return sorted(typer.main.get_command(build()).commands)


@pytest.mark.parametrize("name", commands())
def test_every_command_stands_in_the_readme(name):
    assert re.search(rf"`(?:[^`]*\b)?{name}\b[^`]*`", README), name


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_stands_in_the_readme(name):
    assert f"`{name}`" in README


@pytest.mark.parametrize("kind", sorted(readers()))
def test_every_reader_has_a_row_in_the_table_of_formats(kind):
    assert f"`{kind}`" in (ROOT / "docs" / "formats.md").read_text("utf-8")


def test_what_the_readme_links_to_exists():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert link.startswith("http") or (ROOT / link).exists(), link


def test_the_readme_names_the_commands_that_ci_calls():
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make test" in README and "make test" in ci


OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
CASES = {*range(1, 13), 15, 36, 38, 39, 40}


def test_every_case_of_a_broken_store_names_a_test():
    rows = [line.split("|")[1:5:3] for line in OPERATIONS.splitlines() if "::test_" in line]
    assert all(tests.strip() for _, tests in rows)
    assert {int(n) for cases, _ in rows for n in re.findall(r"\d+", cases)} == CASES


@pytest.mark.parametrize("path, name", re.findall(r"`([\w/]+\.py)::(\w+)`", OPERATIONS))
def test_a_test_that_is_named_for_a_case_is_there(path, name):
    assert f"def {name}(" in (ROOT / "tests" / path).read_text("utf-8")
