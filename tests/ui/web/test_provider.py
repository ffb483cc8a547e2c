"""What `secrets.toml` must say before anybody signs in."""

import pytest

from assistant.errors import BadSetting
from ui.web.provider import read_provider

GOOD = {
    "redirect_uri": "https://ask.example.org/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "firsthand",
    "client_secret": "s",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}


def read(tmp_path, **facts):
    lines = [f'{key} = "{value}"' for key, value in {**GOOD, **facts}.items() if value is not None]
    (tmp_path / "secrets.toml").write_text("[auth]\n" + "\n".join(lines))
    return read_provider(tmp_path)


def test_without_the_file_or_its_section_nobody_signs_in(tmp_path):
    assert read_provider(tmp_path) is None
    (tmp_path / "secrets.toml").write_text('[other]\nkey = "x"')
    assert read_provider(tmp_path) is None


def test_the_app_is_reached_under_the_name_of_the_redirect(tmp_path):
    assert read(tmp_path).host == "ask.example.org"


@pytest.mark.parametrize("key", sorted(GOOD))
def test_a_key_that_is_missing_is_named(tmp_path, key):
    with pytest.raises(BadSetting, match=key):
        read(tmp_path, **{key: None})
    with pytest.raises(BadSetting, match=key):
        read(tmp_path, **{key: ""})


def test_a_short_secret_and_a_wrong_address_are_refused(tmp_path):
    with pytest.raises(BadSetting, match="32 random characters"):
        read(tmp_path, cookie_secret="short")
    with pytest.raises(BadSetting, match="redirect_uri"):
        read(tmp_path, redirect_uri="https://ask.example.org/")
    (tmp_path / "secrets.toml").write_text("[auth\n")
    with pytest.raises(BadSetting, match="cannot be read"):
        read_provider(tmp_path)
