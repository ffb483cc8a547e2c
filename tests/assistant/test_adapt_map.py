"""The map of a question's vector: its slope is right, it learns, and it stays near what was."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapt_map import Pairs, Training, gradient, loss, mapped, train_map


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def turned(n=200, d=12, seed=0):
    """Pairs whose replies are the questions, turned and a little disturbed."""
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    questions = unit(rng.normal(size=(n, d)))
    replies = unit(questions @ turn + 0.1 * rng.normal(size=(n, d)))
    return Pairs(questions=questions, replies=replies, thread=np.arange(n) // 2)


def test_the_slope_is_that_of_the_loss():
    pairs, training = turned(30, 6), Training(regularisation=3.0, temperature=0.3)
    matrix = (np.eye(6) + 0.1 * np.random.default_rng(1).normal(size=(6, 6))).astype(np.float32)
    slope = gradient(matrix, pairs, training)
    for row, column in ((0, 0), (2, 5), (4, 1)):
        step = np.zeros((6, 6), np.float32)
        step[row, column] = 1e-2
        rise = loss(matrix + step, pairs, training) - loss(matrix - step, pairs, training)
        assert slope[row, column] == pytest.approx(rise / 2e-2, rel=0.02, abs=2e-3)


def test_a_map_brings_questions_nearer_to_replies_that_it_never_saw():
    seen, unseen = turned(seed=0), turned(seed=0)
    half = len(seen.thread) // 2
    seen = Pairs(
        questions=seen.questions[:half], replies=seen.replies[:half], thread=seen.thread[:half]
    )
    matrix = train_map(seen, Training(regularisation=1.0, steps=400, rate=5e-3))
    before = (unseen.questions[half:] * unseen.replies[half:]).sum(axis=1).mean()
    after = (mapped(unseen.questions[half:], matrix) * unseen.replies[half:]).sum(axis=1).mean()
    assert after > before + 0.3


def test_training_twice_gives_the_same_map():
    pairs = turned(60)
    assert np.array_equal(
        train_map(pairs, Training(steps=20)), train_map(pairs, Training(steps=20))
    )


def test_the_stronger_the_pull_the_nearer_the_map_stays_to_doing_nothing():
    pairs = turned()
    away = [
        float(np.linalg.norm(train_map(pairs, Training(regularisation=pull)) - np.eye(12)))
        for pull in (1.0, 100.0, 10_000.0)
    ]
    assert away[0] > away[1] > away[2]


def test_the_other_replies_of_a_thread_are_no_negatives():
    pairs = turned(40, 6)
    alike = replace(pairs, thread=np.zeros(40, np.int64))
    matrix = np.eye(6, dtype=np.float32)
    assert loss(matrix, alike, Training()) == pytest.approx(0.0, abs=1e-5)
    assert loss(matrix, pairs, Training()) > 0.1


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 8), st.integers(0, 1000))
def test_a_mapped_question_has_length_one(n, seed):
    rng = np.random.default_rng(seed)
    matrix = (np.eye(8) + 0.3 * rng.normal(size=(8, 8))).astype(np.float32)
    questions = unit(rng.normal(size=(n, 8)))
    rows = mapped(questions, matrix)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert np.allclose(mapped(questions[0], matrix), rows[0], atol=1e-6)
    assert mapped(questions, None) is questions
