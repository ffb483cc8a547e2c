"""Large things at once: no limit of a database or an index is ever met by who uses them."""

from dataclasses import replace

import pytest

from assistant.catalog import people, sources
from assistant.records import Filters, Question, Viewer
from ingest.prepare import Preparer
from ingest.shelve import Shelf
from tests.builders import draft, thread_draft
from tests.durability.home import TORTURE, command, made_home, opened, text_of

SIZE = 50_000 if TORTURE else 6_000
"""Passages of one thread; Chroma takes 5,461 at once, SQLite 32,766 values in a statement."""
MANY = frozenset(f"group-{n}" for n in range(20_000))


def post(n):
    """Return a text that is long enough to be a passage of its own."""
    return " ".join([text_of(n)] * 6)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = made_home(tmp_path_factory.mktemp("large") / "home", 10)
    community = opened(folder)
    with community.catalog.read() as reading:
        preparer = Preparer(sources.get(reading, "s"), people.register(reading))
    posts = (draft(f"long/{n}", post(n)) for n in range(SIZE))
    made = preparer.prepare(thread_draft("long", *posts))
    Shelf(community.catalog, community.embedder).put([made.row], made.authors)
    community.bring_up_to_date("a test")
    community.close()
    return folder


def found(home, question):
    community = opened(home)
    with community.answers("a test") as answers:
        assert answers.problem() is None
        evidence = answers.search(question, 5)
    community.close()
    return [item.passage for item in evidence]


def asked(n, viewer=None, filters=None):
    return Question(text=post(n), viewer=viewer or Viewer(), filters=filters or Filters())


def test_a_thread_of_thousands_of_passages_is_stored_indexed_and_found(home, capfd):
    code, verified = command(capfd, home, "verify", "--quick")
    assert code == 0 and verified["ok"]
    assert f"Number {SIZE - 1}:" in found(home, asked(SIZE - 1))[0].text


def test_a_filter_that_leaves_thousands_of_passages_still_answers(home):
    assert found(home, asked(77, filters=Filters(sources=("s",))))
    assert found(home, asked(77, filters=Filters(contributors=()))) != []


def test_a_viewer_of_twenty_thousand_audiences_is_answered(home):
    viewer = replace(Viewer(id="many"), audiences=MANY | {"public"})
    assert found(home, asked(5, viewer))
    assert found(home, asked(5, replace(viewer, audiences=MANY))) == []
