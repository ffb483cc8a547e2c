"""Bytes to text: the right characters, or a guess that says that it is one; nothing invisible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ReadError
from ingest.decode import clean_characters, clean_line, decode, decode_mixed

GERMAN = "Größe und Weiß: schöne Grüße aus Köln, für Jürgen und Käthe."
RUSSIAN = "Как начать сообщество практики и не потерять людей через полгода? Делимся опытом."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("text", [GERMAN, "plain words, nothing else"])
def test_unicode_in_any_clothing_is_read_for_sure(encoding, text):
    found = decode(text.encode(encoding))
    assert (found.text, found.sure) == (text, True)


def test_a_declared_encoding_is_believed_where_it_fits() -> None:
    found = decode(RUSSIAN.encode("koi8-r"), "koi8-r")
    assert (found.text, found.encoding, found.sure) == (RUSSIAN, "koi8-r", True)
    assert decode(GERMAN.encode(), "cp1251").text == GERMAN


@pytest.mark.parametrize("declared", [None, "no-such-encoding", "ascii", "idna", "hex"])
def test_western_text_without_a_right_declaration_is_a_guess(declared):
    found = decode(GERMAN.encode("cp1252"), declared)
    assert (found.text, found.encoding, found.sure) == (GERMAN, "cp1252", False)


def test_other_scripts_are_guessed_from_their_statistics():
    found = decode(RUSSIAN.encode("cp1251"))
    assert (found.text, found.sure) == (RUSSIAN, False)


def test_single_foreign_bytes_do_not_spoil_the_rest():
    data = "naïve — “so”\n".encode() * 3 + b"caf\xe9\n"
    found = decode(data)
    assert found.text == "naïve — “so”\n" * 3 + "café\n"
    assert (found.encoding, found.sure) == ("utf-8+cp1252", False)


def test_binary_data_is_refused_by_name():
    with pytest.raises(ReadError) as caught:
        decode(b"\x89PNG\x00\x00\x01\x02" * 40, item="photo.txt")
    assert (caught.value.item, caught.value.reason) == ("photo.txt", "not_that_format")


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_text_or_refused(data):
    try:
        decode(data).text.encode("utf-8")
    except ReadError as error:
        assert error.reason == "not_that_format"


@given(st.text())
def test_what_is_utf_8_is_never_changed(text):
    data = text.encode("utf-8", "ignore")
    assert decode_mixed(data) == (data.decode(), False)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("tab\tstays\x00\x07\x1b", "tab\tstays"),
        ("zero\u200bwidth\ufeff and\u00ad soft", "zerowidth and soft"),
        ("\u202eright to left\u202c\u2066\u2069", "right to left"),
        ("hidden\U000e0041\U000e0042\U000e007f", "hidden"),
        ("pair \ud83d\ude00 lone \ud83d.", "pair 😀 lone ."),
        ("x\u200dy\u200c", "xy"),
        ("smuggled\ufe00\ufe01\U000e0100", "smuggled"),
    ],
)
def test_what_nobody_can_see_is_taken_out(raw, clean):
    assert clean_characters(raw) == clean


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧 and ❤\ufe0f\u200d🔥",
        "می\u200cخواهم",
        "क्\u200dष",
        "葛\U000e0100城",
        "☎\ufe0e",
        "Ünïcödé — “fine” • 日本語 עברית",
    ],
)
def test_joiners_stay_where_they_are_read(text):
    assert clean_characters(text) == text


@given(st.text(st.characters()))
def test_cleaning_twice_changes_nothing(text):
    once = clean_characters(text)
    assert clean_characters(once) == once
    once.encode("utf-8")


def test_names_stand_on_one_line_without_mojibake():
    assert clean_line(" Ana\u200b \n SÃ\xadlva ") == "Ana Sílva"
    assert clean_line("João Ãngelo Nuñez") == "João Ãngelo Nuñez"
    assert clean_line("Jürgen Müßig") == "Jürgen Müßig"
