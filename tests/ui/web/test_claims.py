"""Who is let in with which claims, and as what; nobody by default."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.errors import BadSetting
from assistant.settings import Settings
from assistant.visitor import Role
from ui.web.claims import Rules, admitted, is_over, read_rules, viewer_id

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LATER = (NOW + timedelta(hours=1)).timestamp()
ANA = {
    "is_logged_in": True,
    "iss": "https://id.example.org",
    "sub": "1",
    "exp": LATER,
    "email": "Ana@Example.org",
    "email_verified": True,
    "name": "Ana",
}
WORDS = {"mail:ana@example.org": "c_ana", "slack:U1": "c_one"}


def rules(tmp_path, text="", **claims) -> Rules:
    (tmp_path / "people.toml").write_text(text)
    return read_rules(Settings(home=tmp_path, **claims))


def come_in(rules, claims, words=None):
    return admitted(claims, rules, NOW, (words or {}).get)


def test_nobody_comes_in_who_is_not_known(tmp_path):
    assert come_in(rules(tmp_path), ANA) is None
    assert come_in(rules(tmp_path, "[everybody]\naudiences = ['field']"), ANA) is None


def test_everybody_may_be_let_in(tmp_path):
    found = come_in(rules(tmp_path, "[everybody]\nroles = ['practitioner']"), ANA)
    assert found.roles == {Role.PRACTITIONER}
    assert found.viewer.audiences == {"public"}
    assert not found.is_local


def test_who_is_listed_by_a_verified_address_holds_what_the_list_says(tmp_path):
    listed = """
    [[person]]
    email = "ana@example.org"
    roles = ["steward"]
    audiences = ["field-team"]
    contributor = "slack:U1"
    """
    found = come_in(rules(tmp_path, listed), ANA, WORDS)
    assert found.roles == {Role.PRACTITIONER, Role.CONTRIBUTOR, Role.STEWARD}
    assert found.viewer.audiences == {"public", "field-team"}
    assert found.contributor_id == "c_one", "what the list says goes before the address"
    for unverified in (False, None, "no", 1):
        assert come_in(rules(tmp_path, listed), {**ANA, "email_verified": unverified}) is None


def test_a_subject_counts_only_with_its_issuer(tmp_path):
    listed = '[[person]]\nissuer = "https://id.example.org"\nsubject = "1"\nroles = ["steward"]'
    assert Role.STEWARD in come_in(rules(tmp_path, listed), ANA).roles
    assert come_in(rules(tmp_path, listed), {**ANA, "iss": "https://evil.example"}) is None
    without = '[[person]]\nsubject = "1"\nroles = ["steward"]'
    assert come_in(rules(tmp_path, without), ANA) is None


def test_an_entry_that_names_nobody_lets_nobody_in(tmp_path):
    listed = '[[person]]\nroles = ["steward"]'
    bare = {key: ANA[key] for key in ("is_logged_in", "sub", "exp")}
    assert come_in(rules(tmp_path, listed), ANA) is None
    assert come_in(rules(tmp_path, listed), bare) is None


def test_roles_and_audiences_may_come_from_claims(tmp_path):
    set_up = rules(tmp_path, roles_claim="groups", audiences_claim="spaces")
    found = come_in(set_up, {**ANA, "groups": ["steward", "queen"], "spaces": "field board"})
    assert found.roles == {Role.PRACTITIONER, Role.STEWARD}
    assert found.viewer.audiences == {"public", "field", "board"}
    assert come_in(set_up, {**ANA, "groups": ["queen"], "spaces": ["field"]}) is None
    assert come_in(set_up, {**ANA, "groups": {"steward": 1}}) is None
    assert come_in(rules(tmp_path), {**ANA, "groups": ["steward"]}) is None


def test_whoever_wrote_here_under_a_verified_address_is_a_contributor(tmp_path):
    found = come_in(rules(tmp_path), ANA, WORDS)
    assert found.roles == {Role.PRACTITIONER, Role.CONTRIBUTOR}
    assert found.contributor_id == "c_ana"
    assert come_in(rules(tmp_path), {**ANA, "email_verified": False}, WORDS) is None


@pytest.mark.parametrize("exp", [None, "soon", True, NOW.timestamp(), 0, float("inf")])
def test_a_sign_in_that_ran_out_or_does_not_say_when_is_none(tmp_path, exp):
    everybody = rules(tmp_path, "[everybody]\nroles = ['practitioner']")
    assert is_over({**ANA, "exp": exp}, NOW)
    assert come_in(everybody, {**ANA, "exp": exp}) is None


def test_an_id_holds_nothing_of_the_person_and_is_stable():
    one = viewer_id("https://id.example.org", "ana@example.org")
    assert one == viewer_id("https://id.example.org", "ana@example.org")
    assert "ana" not in one and one.startswith("oidc:")
    assert one != viewer_id("https://other.example.org", "ana@example.org")


@pytest.mark.parametrize("text", ["nonsense", "[[person]]\nrole = 'x'", "[everybody]\nroles=['q']"])
def test_a_list_that_cannot_be_read_lets_nobody_in(tmp_path, text):
    with pytest.raises(BadSetting, match=r"people\.toml"):
        rules(tmp_path, text)
