"""Dates of documents become aware UTC; a date with two readings is none."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import from_pdf, utc


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-03-05", datetime(2024, 3, 5, tzinfo=UTC)),
        ("2024-03-05T10:00:00+02:00", datetime(2024, 3, 5, 8, tzinfo=UTC)),
        ("2024-03-05T10:00:00Z", datetime(2024, 3, 5, 10, tzinfo=UTC)),
        ("2024-03-05 10:00:00 -0500", datetime(2024, 3, 5, 15, tzinfo=UTC)),
        ("5 March 2024", datetime(2024, 3, 5, tzinfo=UTC)),
        ("March 5th, 2024", datetime(2024, 3, 5, tzinfo=UTC)),
        ("Tue, 05 Mar 2024 10:00:00 +0100", datetime(2024, 3, 5, 9, tzinfo=UTC)),
        (date(2024, 3, 5), datetime(2024, 3, 5, tzinfo=UTC)),
        (
            datetime(2024, 3, 5, 1, tzinfo=timezone(timedelta(hours=1))),
            datetime(2024, 3, 5, tzinfo=UTC),
        ),
        ("03/04/2024", None),
        ("soon", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("", None),
        (None, None),
        (17, None),
    ],
)
def test_a_property_names_a_moment(value: object, moment: datetime | None) -> None:
    assert utc(value) == moment


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("D:20240305101112+01'00'", datetime(2024, 3, 5, 9, 11, 12, tzinfo=UTC)),
        ("D:20240305101112Z", datetime(2024, 3, 5, 10, 11, 12, tzinfo=UTC)),
        ("D:20240305", datetime(2024, 3, 5, tzinfo=UTC)),
        ("20240305101112-0530", datetime(2024, 3, 5, 15, 41, 12, tzinfo=UTC)),
        ("D:2024", None),
        ("D:20249999", None),
        ("2024-03-05", datetime(2024, 3, 5, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_pdf_date_is_read(value: str, moment: datetime | None) -> None:
    assert from_pdf(value) == moment


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_none(value: str) -> None:
    for found in (utc(value), from_pdf(value)):
        assert found is None or found.utcoffset() == timedelta(0)
