"""Lists on the command line."""

import pytest

from ui.commands.arguments import spread


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("viewer add eve --audience a b", "viewer add eve --audience a --audience b"),
        ("ask --audience a question", "ask --audience a question"),
        ("ask question --audience a b", "ask question --audience a --audience b"),
        (
            "source add x --map-audience #l=a #m=b",
            "source add x --map-audience #l=a --map-audience #m=b",
        ),
        ("ask q --audience a --as eve --json", "ask q --audience a --as eve --json"),
    ],
)
def test_values_after_a_list_option_get_an_option_each(typed, meant):
    assert spread(typed.split()) == meant.split()


def test_what_stands_behind_two_hyphens_is_left_alone():
    assert spread(["ask", "--", "--audience", "a", "b"]) == ["ask", "--", "--audience", "a", "b"]
