"""Many rows at once: how a sync writes and looks up thousands of rows in little time.

SQLAlchemy binds each value by name, which for a sync costs more than the database's own work. Only
what SQLite needs for speed differs here; other databases get the plain statements.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Table,
    Text,
    bindparam,
    column,
    func,
    insert,
    select,
)
from sqlalchemy import values as table_of

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
    return _in_json(column, json.dumps(list(values)))


def among_named(dialect: str, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Return the condition that a column is one of the values of a parameter (`parameter`).

    For statements that are made once and asked by every question.
    """
    if dialect != "sqlite":
        return column.in_(bindparam(name, expanding=True))
    return _in_json(column, bindparam(name))


def parameter(reading: Reading, values: Sequence[str]) -> str | list[str]:
    """Return values as the parameter of a statement with `among_named`."""
    every = list(values)
    return json.dumps(every) if reading.connection.dialect.name == "sqlite" else every


def _in_json(column: ColumnElement[str], values: str | BindParameter[str]) -> ColumnElement[bool]:
    found = func.json_each(values).table_valued("value")
    return column.in_(select(found.c.value))


def stretches(reading: Reading, values: Sequence[tuple[str, int, int]]) -> FromClause:
    """Return (key, first, last) triples as a table of a query; at least one is needed.

    However many there are, the query reads the same, so that it is compiled once.
    """
    if reading.connection.dialect.name != "sqlite":
        key, first, last = column("key", Text), column("first", Integer), column("last", Integer)
        return table_of(key, first, last, name="stretches").data(list(values))
    each = func.json_each(json.dumps(values)).table_valued("value")
    parts = [func.json_extract(each.c.value, f"$[{i}]") for i in range(3)]
    names = ("key", "first", "last")
    return select(*(part.label(name) for part, name in zip(parts, names, strict=True))).subquery()
