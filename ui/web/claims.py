"""Decides what somebody who signed in may read and do: from their claims and `people.toml`.

Nobody is let in by default: whoever has no role from a claim, from `people.toml` or from words of
their own stays outside. An e-mail address counts only where the provider says that it is verified.
Claims are those of an OpenID Connect ID token (OpenID Connect Core 1.0, sections 2 and 5.1). It
does not know Streamlit, or how somebody signed in.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import BadSetting, WrongUse
from assistant.records import PUBLIC, Viewer
from assistant.settings import Settings
from assistant.visitor import Role, Visitor, roles_of

PEOPLE_FILE = "people.toml"

Claims = Mapping[str, object]


class Grant(BaseModel):
    """What somebody may read and do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roles: tuple[Role, ...] = ()
    audiences: tuple[str, ...] = ()


class Person(Grant):
    """One entry of `people.toml`: who, by verified address or by issuer and subject."""

    email: str = ""
    issuer: str = ""
    subject: str = ""
    contributor: str = ""
    """Whose words are theirs: an id (c_…) or an identity (slack:U123)."""


class Listed(BaseModel):
    """The file `people.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    everybody: Grant = Grant()
    """What whoever signs in may read and do; without a role, only those who are listed come in."""
    person: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Who is let in, and as what."""

    listed: Listed = field(default_factory=Listed)
    roles_claim: str = ""
    """The claim that names roles; empty: none does."""
    audiences_claim: str = ""


def read_rules(settings: Settings) -> Rules:
    """Read the rules of a home folder.

    Raises BadSetting naming what is wrong in `people.toml`.
    """
    return Rules(
        listed=_listed(settings.home / PEOPLE_FILE),
        roles_claim=settings.roles_claim,
        audiences_claim=settings.audiences_claim,
    )


def _listed(path: Path) -> Listed:
    try:
        return Listed.model_validate(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return Listed()
    except (tomllib.TOMLDecodeError, ValidationError, OSError) as error:
        raise BadSetting(f"{path} cannot be used: {error}") from error


def admitted(
    claims: Claims, rules: Rules, now: datetime, own: Callable[[str], str | None]
) -> Visitor | None:
    """Return who came in with these claims; None: they stay outside.

    `own` finds the contributor behind an id or identity, None where there is nobody.
    """
    if claims.get("is_logged_in") is not True or is_over(claims, now):
        return None
    issuer, subject = str(claims.get("iss") or ""), str(claims.get("sub") or "")
    if not subject:
        return None
    address = _address(claims)
    matching = [p for p in rules.listed.person if _is_meant(p, issuer, subject, address)]
    grants: list[Grant] = [rules.listed.everybody, *matching]
    names = [*matching_names(matching), *([f"mail:{address}"] if address else [])]
    contributor = next((found for name in names if (found := own(name))), None)
    roles = {role for grant in grants for role in grant.roles} | _claimed_roles(claims, rules)
    roles |= {Role.CONTRIBUTOR} if contributor else set()
    if not roles:
        return None
    audiences = {name for grant in grants for name in grant.audiences}
    audiences |= set(_names(claims.get(rules.audiences_claim))) if rules.audiences_claim else set()
    return Visitor(
        viewer=Viewer(id=viewer_id(issuer, subject), audiences=frozenset({PUBLIC, *audiences})),
        roles=frozenset({Role.PRACTITIONER, *roles}),
        contributor_id=contributor,
        name=str(claims.get("name") or address or ""),
    )


def matching_names(matching: Iterable[Person]) -> list[str]:
    """Return whose words `people.toml` says are theirs."""
    return [person.contributor for person in matching if person.contributor]


def viewer_id(issuer: str, subject: str) -> str:
    """Return the id of somebody who signed in: stable, and nobody's name or address."""
    digest = hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:20]
    return f"oidc:{digest}"


def is_over(claims: Claims, now: datetime) -> bool:
    """Tell whether a sign-in has run out; one that does not say when never counts."""
    expires = claims.get("exp")
    if isinstance(expires, bool) or not isinstance(expires, int | float | str):
        return True
    try:
        return datetime.fromtimestamp(float(expires), UTC) <= now
    except (ValueError, OverflowError, OSError):
        return True


def _address(claims: Claims) -> str:
    """Return the verified e-mail address as identities spell it; empty where there is none."""
    stated = claims.get("email_verified")
    is_verified = stated is True or stated == "true"
    return str(claims.get("email") or "").strip().lower() if is_verified else ""


def _is_meant(person: Person, issuer: str, subject: str, address: str) -> bool:
    if person.email and person.email.strip().lower() == address:
        return True
    return bool(person.subject) and (person.issuer, person.subject) == (issuer, subject)


def _claimed_roles(claims: Claims, rules: Rules) -> set[Role]:
    """Return the roles that a claim names; names that are no role of ours say nothing."""
    found: set[Role] = set()
    for name in _names(claims.get(rules.roles_claim)) if rules.roles_claim else ():
        try:
            found |= roles_of([name])
        except WrongUse:
            continue
    return found


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
