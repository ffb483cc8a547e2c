"""A damaged index: verify finds it, the app runs without it and says so, repair makes it whole."""

import shutil
from pathlib import Path

import pytest

from assistant import generations
from tests.durability.home import TORTURE, command, made_home, opened, question, text_of

SIZE = 1400


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return made_home(tmp_path_factory.mktemp("sound") / "home", SIZE)


@pytest.fixture
def home(sound, tmp_path):
    return Path(shutil.copytree(sound, tmp_path / "home"))


def graph(folder: Path, name: str) -> Path:
    [found] = folder.glob(f"vectors/*/{name}")
    return found


def tear_pickle(folder: Path) -> None:
    graph(folder, "index_metadata.pickle").write_bytes(b"")


def remove_segment(folder: Path) -> None:
    shutil.rmtree(graph(folder, "index_metadata.pickle").parent)


def empty_vectors(folder: Path) -> None:
    graph(folder, "data_level0.bin").write_bytes(b"")


def shorten_vectors(folder: Path) -> None:
    path = graph(folder, "data_level0.bin")
    path.write_bytes(path.read_bytes()[:-300_000])


def damage_header(folder: Path) -> None:
    graph(folder, "header.bin").write_bytes(b"\xff" * 100)


def damage_chroma_rows(folder: Path) -> None:
    path = folder / "vectors" / "chroma.sqlite3"
    path.write_bytes(b"\x00" * 4096 + path.read_bytes()[4096:])


def damage_word_facts(folder: Path) -> None:
    (folder / "words" / "meta.json").write_text("{")


def empty_word_files(folder: Path) -> None:
    for path in (folder / "words").glob("*.idx"):
        path.write_bytes(b"")


def damage_state(folder: Path) -> None:
    (folder / "state.json").write_text('{"revision":')


def lose_words(folder: Path) -> None:
    shutil.rmtree(folder / "words")


def lose_generation(folder: Path) -> None:
    generations.point_to(folder.parent, folder)
    shutil.rmtree(folder)


DAMAGES = [tear_pickle, shorten_vectors, empty_word_files, damage_state, lose_generation]
if TORTURE:
    DAMAGES += [
        remove_segment,
        empty_vectors,
        damage_header,
        damage_chroma_rows,
        damage_word_facts,
        lose_words,
    ]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found_survived_and_repaired(home, capfd, damage):
    damage(generations.current(home / "indexes"))
    code, found = command(capfd, home, "verify")
    assert code == 1 and not found["ok"]
    assert [row["what"] for row in found["findings"] if not row["ok"]] == ["indexes"]
    community = opened(home)
    with community.answers("a test") as answers:
        assert "repair" in answers.problem() or "reader" in answers.problem()
        [best] = answers.search(question(77), 1)
        assert text_of(77) in best.passage.text
    community.close()
    code, repaired = command(capfd, home, "repair")
    assert (code, repaired["passages"]) == (0, SIZE)
    code, found = command(capfd, home, "verify")
    assert (code, found["ok"]) == (0, True)


def test_a_sound_copy_is_sound_and_nothing_is_rebuilt(home, capfd):
    folder = generations.current(home / "indexes")
    assert command(capfd, home, "verify", "--quick")[0] == 0
    assert command(capfd, home, "verify")[0] == 0
    assert generations.current(home / "indexes") == folder


def test_repair_works_through_the_owner_while_it_answers(home, capfd):
    tear_pickle(generations.current(home / "indexes"))
    community = opened(home)
    with community.answers("firsthand serve") as answers:
        assert answers.problem()
        code, _ = command(capfd, home, "repair")
        assert code == 0
        assert answers.problem() is None
        assert text_of(5) in answers.search(question(5), 1)[0].passage.text
        assert command(capfd, home, "verify")[1]["ok"]
    community.close()


def test_an_index_that_breaks_under_a_question_is_given_up_and_the_answer_still_comes(home):
    community = opened(home)
    with community.own(community.take_alone("a test")) as answers:
        answers.search(question(3), 1)
        for path in (home / "indexes").rglob("*.sqlite3*"):
            path.unlink()
        shutil.rmtree(generations.current(home / "indexes") / "words")
        for n in range(20):
            assert text_of(n) in answers.search(question(n), 1)[0].passage.text
    community.close()
