"""The menu: every page is a file, and a page with roles stands only before those who hold one."""

from pathlib import Path

from ui.web import navigation

PAGES = Path(navigation.__file__).parent / "entries"


def test_every_page_of_the_menu_is_a_file():
    assert [entry.file for entry in navigation.ENTRIES if not (PAGES / entry.file).exists()] == []


def test_a_page_with_roles_is_offered_only_to_those_who_hold_one():
    everybody, anyone = navigation.open_to(()), navigation.open_to(("nobody's role",))
    assert everybody == anyone
    assert all(not entry.roles for entry in everybody)
    for entry in navigation.ENTRIES:
        assert entry in navigation.open_to(entry.roles)


def test_the_first_page_is_open_to_everybody():
    assert navigation.open_to(())[0] == navigation.ENTRIES[0]


def test_there_is_no_folder_that_streamlit_would_list_and_run_by_itself():
    assert not (PAGES.parent / "pages").exists()
