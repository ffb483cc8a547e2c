"""Many rows at once: how a sync writes and looks up thousands of rows in little time.

SQLAlchemy binds each value by name, which for a sync costs more than the database's own work. Only
what SQLite needs for speed differs here; other databases get the plain statements.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, insert, select

from assistant.catalog.catalog import Reading


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same keys, in order; none is fine."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), list(rows))
        return
    names = list(rows[0])
    columns = [_stored(connection, table, name, [row[name] for row in rows]) for name in names]
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
    connection.exec_driver_sql(sql, list(zip(*columns, strict=True)))


def _stored(connection: Connection, table: Table, name: str, values: list[Any]) -> list[Any]:
    """Return the values of a column as the database keeps them."""
    process = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if process is None:
        return values
    if isinstance(values[0], list):
        # Lists of facts are empty most of the time.
        empty = process([])
        return [process(value) if value else empty for value in values]
    return [process(value) for value in values]


def among(
    reading: Reading, column: ColumnElement[str], values: Sequence[str]
) -> ColumnElement[bool]:
    """Return the condition that a column is one of these values."""
    if reading.connection.dialect.name != "sqlite":
        return column.in_(values)
    found = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(found.c.value))
