"""Every text of the steward's desk, ready to translate. Pure."""


def so_far(seen: int, embedded: int) -> str:
    """Return how far a sync has come."""
    return f"{seen:,} read, {embedded:,} passages embedded."
