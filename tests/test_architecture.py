"""The house's shape, read from the code: who imports whom, who owns what, how long things get."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("assistant", "ingest", "ui", "eval")
MAY_IMPORT = {
    "assistant": {"assistant"},
    "ingest": {"ingest", "assistant"},
    "ui": {"ui", "ingest", "assistant"},
    "eval": {"eval", "ingest", "assistant"},
}
OWNERS = {
    "chromadb": {"assistant/chroma_vectors.py"},
    "tantivy": {"assistant/tantivy_words.py"},
    "sqlalchemy": {"assistant/catalog/"},
    "alembic": {"assistant/catalog/"},
    "openvino": {"assistant/openvino_encoder.py", "assistant/bert_network.py"},
    "torch": {"assistant/sentence_encoder.py"},
    "sentence_transformers": {
        "assistant/sentence_encoder.py",
        "assistant/pair_model.py",
    },
    "tokenizers": {"assistant/tokens.py"},
    "pypdf": {"ingest/pdftext.py"},
    "chardet": {"ingest/encodings.py"},
    "yaml": {"ingest/frontmatter.py"},
    "ijson": {"ingest/jsonstream.py"},
    "streamlit": {"ui/web/"},
    "langchain_core": {
        "assistant/chat_model.py",
        "assistant/chat_providers.py",
        "assistant/langchain_retriever.py",
    },
    "langchain": {"assistant/chat_providers.py"},
    "httpx": {"assistant/chat_model.py"},
    "xllamacpp": {"eval/small_model.py"},
    "typer": {"ui/commands/", "eval/"},
    "ir_measures": {"eval/metrics.py"},
}
PROCESS_EDGES = {"ingest/child_serve.py"}
"""Where a broad except is the point: a child process reports whatever happened in it."""
COMMANDS = {"eval/__main__.py", "eval/written_command.py"}
"""Functions whose parameters are what somebody may type."""
MOST_LINES, LONGEST_FUNCTION, MOST_PARAMETERS = 320, 60, 7


def modules() -> list[Path]:
    found = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_packages_import_only_what_stands_below_them():
    wrong = [
        f"{name(path)} imports {module}"
        for path in modules()
        for module in imports(path)
        if (top := module.split(".")[0]) in PACKAGES
        and top not in MAY_IMPORT[path.relative_to(ROOT).parts[0]]
    ]
    assert not wrong


@pytest.mark.parametrize("vendor", sorted(OWNERS))
def test_a_vendor_library_is_imported_by_its_owner_only(vendor: str):
    strangers = [
        name(path)
        for path in modules()
        if any(module.split(".")[0] == vendor for module in imports(path))
        and not any(name(path).startswith(owner) for owner in OWNERS[vendor])
    ]
    assert not strangers


def test_every_file_opens_with_a_docstring():
    assert [name(path) for path in modules() if not ast.get_docstring(tree(path))] == []


def test_files_and_functions_stay_short_enough_to_read():
    long = [name(p) for p in modules() if len(p.read_text("utf-8").splitlines()) > MOST_LINES]
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                is_command = "ui/commands" in name(path) or name(path) in COMMANDS
                length = (node.end_lineno or 0) - node.lineno + 1
                many = len(node.args.args) + len(node.args.kwonlyargs) > MOST_PARAMETERS
                if length > LONGEST_FUNCTION or (many and not is_command):
                    long.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not long


def test_broad_excepts_stand_nowhere():
    broad = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if name(path) not in PROCESS_EDGES
        and isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert not broad


def test_nothing_but_the_edges_prints():
    printing = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert not printing
