"""What streams through another owner arrives whole."""

from collections.abc import Iterator
from typing import cast

import pytest

from assistant.errors import OwnerGone
from assistant.reached import ReachedAnswers
from assistant.records import Question, Statement
from assistant.remote import Service

_TOLD = [Statement(text=str(n), citations=(1,)) for n in range(4)]


class _Owner:
    def __init__(self, is_gone: bool = False) -> None:
        self._is_gone = is_gone

    def stream(self, question: Question) -> Iterator[Statement]:
        if self._is_gone:
            raise OwnerGone("gone")
        yield from _TOLD


def test_no_statement_is_lost_on_the_way():
    answers = ReachedAnswers(lambda: cast(Service, _Owner()))
    assert list(answers.stream(Question(text="?"))) == _TOLD


def test_an_owner_that_is_gone_is_followed_by_the_next():
    owners = iter([_Owner(is_gone=True), _Owner()])
    answers = ReachedAnswers(lambda: cast(Service, next(owners)))
    assert list(answers.stream(Question(text="?"))) == _TOLD


def test_however_many_end_in_a_row_the_next_one_is_asked():
    owners = iter([*(_Owner(is_gone=True) for _ in range(40)), _Owner()])
    answers = ReachedAnswers(lambda: cast(Service, next(owners)))
    assert list(answers.stream(Question(text="?"))) == _TOLD


def test_nobody_waits_for_ever_for_owners_that_end(monkeypatch):
    monkeypatch.setattr("assistant.reached._PATIENCE_S", 0.05)
    answers = ReachedAnswers(lambda: cast(Service, _Owner(is_gone=True)))
    with pytest.raises(OwnerGone):
        list(answers.stream(Question(text="?")))
