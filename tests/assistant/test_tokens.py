"""Tokens are counted whole, and every token knows its characters."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ModelError
from assistant.model_files import default_files
from assistant.tokens import Tokens


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(default_files().folder)


def test_long_texts_are_counted_without_cutting(tokens: Tokens):
    assert tokens.count(["word " * 1000, ""]) == [1000, 0]


def test_ids_are_cut_to_what_the_model_reads_and_keep_the_last_special_token(tokens: Tokens):
    whole, cut = tokens.ids(["word " * 100], 256)[0], tokens.ids(["word " * 100], 16)[0]
    assert len(whole) == 102
    assert cut == [*whole[:15], whole[-1]]


@given(st.text(st.characters(codec=None), max_size=120))
def test_spans_lie_in_order_in_the_text_and_are_as_many_as_are_counted(tokens: Tokens, text: str):
    spans = tokens.spans(text)
    assert len(spans) == tokens.count([text])[0]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(st.lists(st.text(st.characters(codec=None), max_size=40), max_size=4))
def test_texts_counted_word_by_word_have_as_many_tokens_as_whole(tokens: Tokens, texts: list[str]):
    whole = [len(tokens.spans(text)) for text in texts]
    assert tokens.count(texts) == whole
    assert tokens.count([" \t".join(texts)]) == [len(tokens.spans(" \t".join(texts)))]


def test_spans_count_characters_not_bytes(tokens: Tokens):
    text = "café 🙂 quiet"
    assert [text[start:end] for start, end in tokens.spans(text)] == ["café", "🙂", "quiet"]


@pytest.mark.parametrize("content", ["no json", "[]", "{}"])
def test_a_file_that_is_no_tokenizer_is_named(tmp_path: Path, content: str):
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        Tokens(tmp_path)
