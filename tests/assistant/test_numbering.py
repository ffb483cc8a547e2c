"""Citations keep their numbers through a conversation, and new ones go on counting."""

from assistant.numbering import Numbering
from assistant.records import Citation, Exchange, Statement


def _citation(number: int, contribution: str) -> Citation:
    return Citation(
        number=number,
        contribution_id=contribution,
        contributor_id=None,
        contributor="Ana",
        quote="Yes.",
        url=None,
        created_at=None,
        source_id="forum",
        thread_id="t_1",
        thread_title=None,
    )


def _numbers(cites: list[int], drafted: list[Citation], before: tuple[Exchange, ...] = ()):
    numbering = Numbering(drafted, before)
    told = [numbering.renumbered(Statement(text="x", citations=(n,))) for n in cites]
    found = {item.number: item.contribution_id for item in numbering.citations()}
    return [found[item.citations[0]] for item in told], [item.citations[0] for item in told]


def test_without_a_conversation_they_count_from_one_in_order_of_appearance():
    drafted = [_citation(1, "a"), _citation(2, "b"), _citation(3, "c")]
    assert _numbers([3, 1, 3], drafted) == (["c", "a", "c"], [1, 2, 1])


def test_what_was_cited_before_keeps_its_number_and_new_ones_go_on():
    before = (
        Exchange(question="?", answer="", contribution_ids=("a", "b"), numbers=(1, 2)),
        Exchange(question="?", answer="", contribution_ids=("c",), numbers=(3,)),
    )
    drafted = [_citation(1, "d"), _citation(2, "b"), _citation(3, "e")]
    assert _numbers([1, 2, 3], drafted, before) == (["d", "b", "e"], [4, 2, 5])


def test_two_quotations_of_one_contribution_have_two_numbers():
    before = (Exchange(question="?", answer="", contribution_ids=("a",)),)
    drafted = [_citation(1, "a"), _citation(2, "a")]
    assert _numbers([1, 2], drafted, before) == (["a", "a"], [1, 2])
