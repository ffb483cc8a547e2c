"""Syncs as they ran: the fidelity report of each, and what the source looked like then."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import sync_run
from assistant.records import JsonObject


def add(
    change: Change,
    source_id: str,
    started_at: datetime,
    fingerprint: str | None,
    report: JsonObject,
) -> None:
    """Keep the report of a finished sync."""
    change.connection.execute(
        insert(sync_run).values(
            source_id=source_id,
            started_at=started_at,
            seconds=str(report.get("seconds", 0)),
            fingerprint=fingerprint,
            report=report,
        )
    )


def last(reading: Reading, source_id: str) -> tuple[str | None, dict[str, Any]] | None:
    """Return (fingerprint, report) of the latest sync of a source, None before the first."""
    row = reading.connection.execute(
        select(sync_run.c.fingerprint, sync_run.c.report)
        .where(sync_run.c.source_id == source_id)
        .order_by(sync_run.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.fingerprint, dict(row.report))


def forget_names(change: Change, source_id: str) -> None:
    """Take the names of items out of all reports of a source but its latest; counts stay."""
    rows = change.connection.execute(
        select(sync_run.c.id, sync_run.c.report)
        .where(sync_run.c.source_id == source_id)
        .order_by(sync_run.c.id.desc())
        .offset(1)
    )
    for row in rows.all():
        change.connection.execute(
            update(sync_run)
            .where(sync_run.c.id == row.id)
            .values(report={**row.report, "examples": {}, "failures": []})
        )


def latest(reading: Reading) -> dict[str, tuple[datetime, dict[str, Any]]]:
    """Return {source: (when, report)} of each source's latest sync."""
    newest = select(func.max(sync_run.c.id)).group_by(sync_run.c.source_id)
    rows = reading.connection.execute(select(sync_run).where(sync_run.c.id.in_(newest)))
    return {row.source_id: (row.started_at, dict(row.report)) for row in rows}
