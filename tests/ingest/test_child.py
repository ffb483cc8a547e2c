"""A parser in a child can hang, swell or crash; the parent names it and goes on."""

import time
from pathlib import Path

import pytest

from assistant.errors import ReadError, TooLarge
from ingest.child import Child, Limits, run_limited

HERE = "child_parsers"
SHORT = Limits(step_s=1.0, wall_s=2.0, cpu_s=1, output_bytes=1_000_000)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    path = tmp_path / "some \udcff name.txt"
    path.write_text("one\ntwo")
    return path


def test_results_come_back_one_by_one(file: Path) -> None:
    assert run_limited(f"{HERE}:lines", file) == ["one", "two"]
    assert run_limited(f"{HERE}:lines", file, upper=True) == ["ONE", "TWO"]


def test_what_a_parser_prints_is_no_result(file: Path) -> None:
    assert run_limited(f"{HERE}:speak", file) == ["result\nwith a line"]


def test_the_child_is_kept_for_the_next_file(file: Path) -> None:
    child = Child()
    list(child.run(f"{HERE}:lines", file))
    start = time.monotonic()
    for _ in range(50):
        assert list(child.run(f"{HERE}:lines", file)) == ["one", "two"]
    assert time.monotonic() - start < 2.0
    child.close()


@pytest.mark.parametrize(
    ("parser", "reason", "good"),
    [
        ("hang", "timeout", ["first"]),
        ("spin", "timeout", []),
        ("swell", "too_large", ["first"]),
        ("crash", "malformed", []),
        ("complain", "encrypted", ["first"]),
        ("stumble", "malformed", []),
        ("recurse", "malformed", []),
    ],
)
def test_a_failure_has_a_reason_and_spares_what_came_before(
    file: Path, parser: str, reason: str, good: list[str]
) -> None:
    child, got = Child(), []
    start = time.monotonic()
    with pytest.raises(ReadError) as caught:
        for value in child.run(f"{HERE}:{parser}", file, SHORT):
            got.append(value)
    assert (caught.value.reason, caught.value.item, got) == (reason, file.name, good)
    assert time.monotonic() - start < 6
    assert list(child.run(f"{HERE}:lines", file)) == ["one", "two"]
    child.close()


def test_a_child_that_only_waits_for_the_processor_is_left_alone(file: Path) -> None:
    limits = Limits(step_s=0.3)
    assert run_limited(f"{HERE}:dawdle", file, limits) == ["first", "second"]


def test_no_file_is_blamed_for_the_start_of_the_child(file: Path) -> None:
    limits = Limits(step_s=0.2, wall_s=1.0)
    assert run_limited("child_slow:lines", file, limits) == ["one", "two"]


def test_endless_output_is_cut_off(file: Path) -> None:
    with pytest.raises(TooLarge):
        run_limited(f"{HERE}:babble", file, SHORT)


def test_a_missing_file_is_unreadable(file: Path) -> None:
    with pytest.raises(ReadError) as caught:
        run_limited(f"{HERE}:lines", file.with_name("gone.txt"))
    assert caught.value.reason == "unreadable"


def test_a_job_left_half_way_does_not_reach_into_the_next(file: Path) -> None:
    child = Child()
    for value in child.run(f"{HERE}:lines", file):
        assert value == "one"
        break
    assert list(child.run(f"{HERE}:lines", file, upper=True)) == ["ONE", "TWO"]
    child.close()


def test_secrets_of_the_environment_stay_outside(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert "OPENAI_API_KEY" not in run_limited(f"{HERE}:environment", file)[0]
