"""`firsthand verify`: says whether the stores agree, by searching, not by counting."""

import typer
from rich.console import Console

from assistant import check
from ui.commands.arguments import Home, Json
from ui.commands.edge import DONE, WITH_FAILURES, Edge


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", epilog="Example: firsthand verify --quick && echo ready")(verify)


def verify(
    quick: bool = typer.Option(False, "--quick", help="A sample of passages: is it ready?"),
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Check the catalog and both indexes; exit 1 when something is wrong."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        findings = check.verify(community, quick=quick)
    ok = not any(item.wrong for item in findings)

    def show(console: Console) -> None:
        for item in findings:
            mark = "WRONG" if item.wrong else "ok"
            console.print(f"{mark:5} {item.what}: {item.words}", markup=False)

    rows = [{"what": f.what, "ok": not f.wrong, "words": f.words} for f in findings]
    edge.result({"ok": ok, "findings": rows}, show)
    return DONE if ok else WITH_FAILURES
