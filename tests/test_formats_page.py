"""The table of readers and tests in docs/formats.md is whole and true."""

import re
from pathlib import Path

from ingest.wiring import readers

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "formats.md").read_text("utf-8")
SECTION = PAGE.partition("## Readers by kind of test")[2].partition("\n## ")[0]
ROWS = {
    row.group(1): [cell.strip() for cell in row.group(2).split("|")]
    for row in re.finditer(r"^\| `(\w+)` \| (.*) \|$", SECTION, re.M)
}
TESTS = dict(re.findall(r"^(\d+)\. `(\S+::test_\w+)`$", SECTION, re.M))


def test_every_reader_has_a_row_and_every_cell_names_a_test():
    assert set(ROWS) == set(readers())
    assert {len(cells) for cells in ROWS.values()} == {9}
    assert {cell for cells in ROWS.values() for cell in cells} == set(TESTS)


def test_every_test_that_the_table_names_exists():
    missing = [
        named
        for named in TESTS.values()
        if f"def {named.partition('::')[2]}(" not in (ROOT / named.partition("::")[0]).read_text()
    ]
    assert missing == []
