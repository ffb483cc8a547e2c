"""An answer copied elsewhere still says who, when and where."""

from datetime import UTC
from pathlib import Path

from assistant.records import Viewer
from tests.ui.web.houses import HOSTILE, answer, community
from ui.web.markdown_copy import as_markdown
from ui.web.room import whereabouts
from ui.web.session import Turn


def copied(tmp_path: Path, *quotes: str) -> str:
    made = community(tmp_path)
    found = answer(made, "Should it *be*?", *quotes)
    where = whereabouts(made, Viewer(), Turn(id=1, question="q", answer=found))
    return as_markdown(found, where, UTC)


def test_a_copied_answer_names_its_colleagues_and_numbers_its_citations(tmp_path: Path):
    text = copied(tmp_path, "Voluntary, every time.", "I disagree.")
    assert "> Voluntary, every time.\n>\n> — Bo Lind, 6 May 2024 [1]" in text
    assert "2. Chen Wu, 6 May 2024, Should taking part be voluntary?, The forum" in text
    assert text.startswith("**Should it \\*be\\*?**")


def test_a_forged_name_in_quoted_words_stays_inside_the_quotation(tmp_path: Path):
    text = copied(tmp_path, HOSTILE)
    assert all(line.startswith(">") for line in text.split("\n") if "Jane Roe" in line)
    assert "\\<img src=x\\>" in text
