"""What is held of one colleague: how they are named and why, what is in, where it is quoted."""

from assistant.catalog import Reading, feedback, invitations, people, sources, texts, threads
from assistant.catalog.people import Person, Register
from assistant.naming import EVERYWHERE, latest
from assistant.records import JsonObject, Naming


def of(reading: Reading, person_id: str) -> JsonObject:
    """Return all that a contributor may ask about themselves."""
    register = people.register(reading)
    person = register.people[person_id]
    written = list(threads.written_by(reading, person_id))
    chosen = latest(person.choices)
    return {
        "contributor_id": person_id,
        "naming": chosen.get(EVERYWHERE, Naming.NAMED).value,
        "identities": list(person.identities),
        "sources": _in_sources(reading, register, person, written),
        "choices": [
            {"scope": s, "naming": n, "set_by": by, "how": how, "at": at.isoformat()}
            for s, n, by, how, at in people.ledger(reading, person_id)
        ],
        "contributions": written,
        "quoted_in": _quoted_in(reading, written),
        "wants_thanks": invitations.get(reading, person_id).wants_thanks,
        "thanks": [
            {
                "contribution_id": item.contribution_id,
                "topic": item.topic,
                "words": item.words,
                "at": item.at.isoformat(),
            }
            for item in feedback.thanked(reading, person_id)
        ],
    }


def _in_sources(
    reading: Reading, register: Register, person: Person, written: list[str]
) -> list[JsonObject]:
    held = threads.contributions(reading, written, register)
    chosen = latest(person.choices)
    found = []
    for source in sources.every(reading):
        count = sum(item.source_id == source.id for item in held.values())
        if not count and source.id not in chosen:
            continue
        naming = register.naming(person.id, source.id)
        shown = person.name if naming is Naming.NAMED else register.pseudonym(person)
        found.append(
            {
                "source_id": source.id,
                "naming": naming.value,
                "shown_as": None if naming is Naming.WITHDRAWN else shown,
                "shown_id": register.shown_id(person, source.id),
                "why": _why(chosen, source.id, register.default(source.id)),
                "contributions": count,
            }
        )
    return found


def _why(chosen: dict[str, Naming], source_id: str, default: Naming) -> str:
    if chosen.get(EVERYWHERE) is Naming.WITHDRAWN:
        return "their choice, everywhere"
    if source_id in chosen:
        return "their choice for this source"
    if EVERYWHERE in chosen:
        return "their choice, everywhere"
    return f"the source's default is {default.value}"


def _quoted_in(reading: Reading, written: list[str]) -> list[str]:
    """Return the contributions of others that hold words of these."""
    shingler = reading.ledger.shingler
    own = set(written)
    known = shingler.union(
        item.text
        for item in texts.every(reading)
        if item.kind is texts.Kind.WORDS and item.id in own
    )
    return [
        item.id
        for item in texts.every(reading)
        if item.kind is texts.Kind.WORDS
        and item.id not in own
        and shingler.quoted(item.text, known)
    ]
