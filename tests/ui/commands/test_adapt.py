"""`firsthand adapt` on the sample community: learn, show, forget."""


def test_before_anything_was_learned_it_says_so(firsthand):
    shown = firsthand("adapt", "--show")
    assert shown == {"standing": False, "dropped_at": None, "why": None}
    assert firsthand("adapt", "--remove") == {"removed": False}


def test_learning_says_by_how_much_it_helps_and_keeps_it_only_then(firsthand):
    trial = firsthand("adapt")
    assert {"kept", "before", "after", "interval", "pairs", "reason", "version"} <= set(trial)
    low, high = trial["interval"]
    assert low <= trial["after"] - trial["before"] <= high
    assert trial["kept"] == (low > 0 and trial["after"] - trial["before"] >= 0.01)
    shown = firsthand("adapt", "--show")
    assert shown["standing"] == trial["kept"]
    assert not trial["kept"] or shown["version"] == trial["version"]
    assert firsthand("verify", "--quick")["ok"] is True


def test_what_was_learned_is_forgotten_when_that_is_wanted(firsthand):
    kept = firsthand("adapt")["kept"]
    assert firsthand("adapt", "--remove") == {"removed": kept}
    shown = firsthand("adapt", "--show")
    assert shown["standing"] is False
    assert not kept or shown["why"] == "it was asked for"


def test_showing_and_forgetting_do_not_go_together(firsthand):
    assert "--show" in firsthand("adapt", "--show", "--remove", code=2)["error"]
