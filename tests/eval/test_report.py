"""The report stands alone: valid SVG, everything escaped, nothing from elsewhere."""

import re
from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from eval.compare import compare
from eval.plots import Bar, Point, bars, reliability
from eval.report import page
from eval.tables import comparison_table, result_table
from tests.eval.results import LEAK, result

LABELS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff")
)


@given(LABELS, st.floats(0, 1), st.floats(0, 1))
def test_bars_are_well_formed_whatever_the_label(label: str, value: float, high: float):
    picture = bars(label, [Bar(label=label, value=value, interval=(0.0, high))])
    assert ElementTree.fromstring(picture).tag.endswith("svg")


def test_a_plot_of_nothing_is_still_a_plot():
    assert ElementTree.fromstring(bars("empty", [])).tag.endswith("svg")
    assert ElementTree.fromstring(reliability("empty", [])).tag.endswith("svg")


def test_a_point_stands_where_its_values_say():
    picture = reliability("r", [Point(x=0.0, y=0.0, count=4), Point(x=1.0, y=1.0, count=1)])
    places = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', picture)
    (x0, y0), (x1, y1) = [(float(x), float(y)) for x, y in places]
    assert x1 - x0 == y0 - y1 == 300


def test_the_page_loads_nothing_from_elsewhere():
    html = page([result([0.5, 0.7]), replace(result([0.4]), dataset="other")])
    assert "<script" not in html
    addresses = re.findall(r"https?://[^\"' <]+", html)
    assert set(addresses) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(src|href)=|url\(|@import", html)
    assert "default-src 'none'" in html


def test_the_page_has_every_metric_the_reliability_and_the_latency():
    html = page([result([0.5, 0.7])])
    for words in ("ndcg@10", "quote_fidelity", "reliability of the confidence", "time of one"):
        assert words in html


def test_the_page_tells_the_error_of_the_confidence():
    # Two answerable at 0.9, one near miss at 0.3: (0.1 + 0.3) / 2.
    assert "reliability of the confidence (near_miss), error 0.200" in page([result([0.5, 0.7])])


def test_markup_in_results_is_escaped():
    html = page([result([0.5], dataset="<b>x</b>", violations=(LEAK,))])
    assert "<b>x</b>" not in html
    assert "1 violations" in html


def test_the_table_shows_the_change_against_the_baseline():
    before, after = result([0.9] * 20), result([0.2] * 20)
    table = result_table(after, compare(before, after))
    assert "| ndcg@10 | 0.200 | 0.400 to 0.600 | -0.700 ▼ |" in table
    assert "| quote_fidelity | 1.000 |" in table


def test_the_table_lists_violations():
    assert "| canary | q? | t_1 | a word surfaced |" in result_table(
        result([0.5], violations=(LEAK,))
    )


def test_the_comparison_table_has_a_row_for_each_metric():
    rows = compare(result([0.5, 0.5]), result([0.75, 0.75]))
    assert "| ndcg@10 | 0.500 | 0.750 | +0.250 |" in comparison_table(rows)
