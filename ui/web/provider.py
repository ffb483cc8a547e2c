"""Reads whether people sign in: the `[auth]` section of `secrets.toml` in the home folder.

Streamlit reads the same file when `firsthand serve` starts it. It does not know who comes in.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import BadSetting

SECRETS_FILE = "secrets.toml"
_CALLBACK = "/oauth2callback"
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_SHORTEST_SECRET = 32


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Where people sign in."""

    secrets: Path
    """The file that Streamlit reads."""
    host: str
    """The name under which the app is reached."""


def read_provider(home: Path) -> Provider | None:
    """Return where people sign in; None where they do not.

    Raises BadSetting naming the key that is missing or cannot be used.
    """
    path = home / SECRETS_FILE
    try:
        found = tomllib.loads(path.read_text("utf-8")).get("auth")
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise BadSetting(f"{path} cannot be read: {error}") from error
    if found is None:
        return None
    given = found if isinstance(found, dict) else {}
    missing = [key for key in _NEEDED if not isinstance(given.get(key), str) or not given[key]]
    if missing:
        raise BadSetting(f"{path}: [auth] needs {', '.join(missing)} (docs/operations.md)")
    if len(given["cookie_secret"]) < _SHORTEST_SECRET:
        raise BadSetting(f"{path}: cookie_secret needs {_SHORTEST_SECRET} random characters")
    return Provider(secrets=path, host=_host(path, given["redirect_uri"]))


def _host(path: Path, address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path != _CALLBACK:
        raise BadSetting(
            f"{path}: redirect_uri is https://NAME{_CALLBACK}, not {address!r}; the app must be"
            " reached under that name"
        )
    return parts.hostname
