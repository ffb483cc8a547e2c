"""Least values for metrics, as they are asked for: `ndcg@10=0.6`. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import WrongUse

_OPTION = "--fail-under"


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A metric must be at least this."""

    metric: str
    least: float


def read_threshold(text: str, known: Sequence[str]) -> Threshold:
    """Return the threshold that a text names.

    Raises WrongUse when it is malformed, or names a metric that this run does not measure.
    """
    metric, _, least = text.partition("=")
    if metric not in known:
        raise WrongUse(f"this run does not measure {metric!r}; it measures: {', '.join(known)}")
    try:
        return Threshold(metric=metric, least=float(least))
    except ValueError as error:
        raise WrongUse(f"{text!r}: write METRIC=NUMBER, such as ndcg@10=0.6") from error


def spread(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with each threshold behind an option of its own."""
    found: list[str] = []
    listing = False
    for argument in arguments:
        if argument.startswith("-"):
            listing = argument == _OPTION
        elif listing and found[-1] != _OPTION and "=" in argument:
            found.append(_OPTION)
        found.append(argument)
    return found


def failed(metrics: Mapping[str, float], limits: Sequence[Threshold]) -> tuple[Threshold, ...]:
    """Return the thresholds that are not reached; not a number reaches none."""
    return tuple(item for item in limits if not metrics[item.metric] >= item.least)
