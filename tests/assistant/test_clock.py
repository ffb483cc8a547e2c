"""The clock counts each stage, and the total is their sum."""

from assistant.clock import Clock


def test_stages_stand_in_order_and_add_up():
    clock = Clock()
    for name in ("find", "write", "find"):
        with clock.stage(name):
            pass
    timings = dict(clock.timings())
    assert list(timings) == ["find", "write", "total"]
    assert abs(timings["total"] - timings["find"] - timings["write"]) < 0.02


def test_a_stage_that_fails_is_counted_too():
    clock = Clock()
    try:
        with clock.stage("find"):
            raise ValueError
    except ValueError:
        pass
    assert "find" in dict(clock.timings())
