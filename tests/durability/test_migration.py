"""Upgrades go forward after a copy was made, whole or not at all; later catalogs are refused."""

import shutil
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from assistant.catalog import Catalog, copies, engine
from assistant.errors import CatalogTooNew

SCRIPTS = Path(engine.__file__).parent / "migrations"
NEXT = """
revision = "9000"
down_revision = "{before}"
from alembic import op
import sqlalchemy as sa
def upgrade():
    op.add_column("source", sa.Column("mood", sa.Text()))
    {then}
"""


@pytest.fixture
def old(tmp_path):
    Catalog(url(tmp_path)).close()
    return tmp_path


def url(folder):
    return f"sqlite:///{folder}/catalog.sqlite"


def scripts(folder, then="pass"):
    made = folder / "migrations"
    shutil.copytree(SCRIPTS, made)
    (made / "versions" / "9000_next.py").write_text(NEXT.format(before=engine.SCHEMA, then=then))
    return made


def columns(file):
    made = sqlite3.connect(file)
    found = {row[1] for row in made.execute("PRAGMA table_info(source)")}
    made.close()
    return found


def test_a_copy_is_made_before_an_upgrade(old):
    opened = engine.open_engine(url(old))
    engine.migrate(opened, "9000", scripts(old))
    engine.migrate(opened, "9000", old / "migrations")
    opened.dispose()
    [copy] = old.glob("*.backup")
    assert copy.name == "catalog-before-9000.backup"
    assert "mood" in columns(old / "catalog.sqlite") and "mood" not in columns(copy)
    assert copies.notes_of(copy)["schema"] == engine.SCHEMA


def test_a_new_catalog_needs_no_copy(old):
    assert list(old.glob("*.backup")) == []


KILLED = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from assistant.catalog import engine
    engine.migrate(engine.open_engine(sys.argv[1]), "9000", Path(sys.argv[2]))
    """
)


def test_killed_in_the_middle_of_an_upgrade_it_is_the_old_one_still(old):
    made = scripts(old, "__import__('os').kill(__import__('os').getpid(), 9)")
    done = subprocess.run([sys.executable, "-c", KILLED, url(old), str(made)], check=False)
    assert done.returncode == -9
    assert "mood" not in columns(old / "catalog.sqlite")
    Catalog(url(old)).close()


def test_a_later_catalog_is_refused_and_left_alone(old):
    made = sqlite3.connect(old / "catalog.sqlite")
    made.execute("UPDATE alembic_version SET version_num = '9000'")
    made.commit()
    made.close()
    before = (old / "catalog.sqlite").read_bytes()
    with pytest.raises(CatalogTooNew, match="9000"):
        Catalog(url(old))
    assert (old / "catalog.sqlite").read_bytes() == before


def test_an_erasure_takes_the_copies_of_upgrades_along(old):
    opened = engine.open_engine(url(old))
    engine.migrate(opened, "9000", scripts(old))
    engine.vacuum(opened)
    opened.dispose()
    assert list(old.glob("*.backup")) == []
