"""Whose choice counts where."""

import pytest

from assistant.naming import EVERYWHERE, Choice, effective, shown_name, strictest
from assistant.records import Naming

N, P, W = Naming.NAMED, Naming.PSEUDONYM, Naming.WITHDRAWN


def choice(scope: str, naming: Naming) -> Choice:
    return Choice(scope=scope, naming=naming)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([], P),
        ([choice(EVERYWHERE, N)], N),
        ([choice("s", W)], W),
        ([choice(EVERYWHERE, P), choice("s", N)], N),
        ([choice(EVERYWHERE, W), choice("s", N)], W),
        ([choice(EVERYWHERE, W), choice(EVERYWHERE, N)], N),
        ([choice("other", W)], P),
        ([choice("s", N), choice(EVERYWHERE, P)], P),
        ([choice("s", P), choice(EVERYWHERE, N)], P),
        ([choice("s", N), choice(EVERYWHERE, P), choice("s", N)], N),
        ([choice("s", N), choice(EVERYWHERE, W), choice(EVERYWHERE, P)], P),
        ([choice("s", P), choice(EVERYWHERE, W), choice(EVERYWHERE, N)], P),
    ],
)
def test_the_latest_choice_counts_and_for_everywhere_where_it_gives_away_less(choices, expected):
    assert effective(choices, "s", default=P) is expected


def test_the_strictest_of_several_is_kept():
    assert strictest([N, W, P]) is W
    assert strictest([]) is N


def test_unknown_authors_stay_distinct():
    assert shown_name(N, None, None, "slack:U123") == "unknown (U123)"
    assert shown_name(P, "Ana", "Velan Kosir", "slack:U1") == "Velan Kosir"
