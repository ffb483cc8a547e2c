"""`firsthand serve`: the web app, and the owner of the indexes while it runs."""

import ipaddress
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import typer

from assistant.catalog import Catalog, sources
from assistant.errors import WrongUse
from assistant.records import SourceState
from assistant.settings import Settings
from ui import log
from ui.commands.arguments import Home, Json
from ui.commands.edge import DONE, WITH_FAILURES, Edge
from ui.web import uploads
from ui.web.provider import Provider, read_provider

_STOP_S = 10.0
"""How long pages under way may take to finish when the app is stopped."""
_APP = Path(__file__).resolve().parent.parent / "web" / "server.py"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", epilog="Example: firsthand serve --port 8501")(serve)


def serve(
    host: str | None = typer.Option(None, help="Address to listen on."),
    port: int | None = typer.Option(None, min=1, max=65535, help="Port to listen on."),
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Start the web app and own the indexes until stopped."""
    log.start_service()
    edge = Edge(home=home, as_json=as_json)
    settings = edge.settings
    address, number = host or settings.host, port or settings.port
    provider = read_provider(settings.home)
    if provider is None:
        refuse_open_address(address)
    refuse_taken_port(address, number)
    with edge.community() as community, community.own(community.take_alone("firsthand serve")):
        uploads.sweep(settings.home, _kept_sources(community.catalog))
        edge.advice.print(f"Firsthand is at http://{address}:{number} (stop with Ctrl+C)")
        environment = {**os.environ, "FIRSTHAND_HOME": str(settings.home)}
        command = [*_streamlit(address, number), *_limits(settings), *_with_sign_in(provider)]
        child = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE)
        was_asked, code = _watched(child)
    if was_asked:
        return DONE
    edge.advice.print(f"The web app ended by itself (code {code}).", style="red")
    return WITH_FAILURES


def _kept_sources(catalog: Catalog) -> list[str]:
    with catalog.read() as reading:
        return [item.id for item in sources.every(reading) if item.state != SourceState.RETIRED]


def _watched(child: subprocess.Popen[bytes]) -> tuple[bool, int]:
    """Wait for the web app to end; tell whether it was asked to, and its exit code."""
    asked = False

    def stop(*_: object) -> None:
        nonlocal asked
        asked = True
        child.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while True:
        try:
            code = child.wait(timeout=_STOP_S)
            return asked, code
        except subprocess.TimeoutExpired:
            if asked:
                child.kill()


def refuse_open_address(address: str) -> None:
    """Refuse to listen where others could reach the app without signing in.

    Raises WrongUse.
    """
    if address == "localhost":
        return
    try:
        is_local = ipaddress.ip_address(address).is_loopback
    except ValueError as error:
        raise WrongUse(f"--host {address!r} is no address") from error
    if not is_local:
        raise WrongUse(
            f"--host {address}: without sign-in the app listens on 127.0.0.1 only;"
            " configure sign-in first (docs/operations.md, Sign-in)"
        )


def refuse_taken_port(address: str, number: int) -> None:
    """Refuse to begin where the web app could not listen.

    Raises WrongUse.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(address, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except OSError as error:
        raise WrongUse(
            f"nothing can listen at {address}:{number} ({(error.strerror or str(error)).lower()});"
            " stop what does already, or take another --port"
        ) from error


def _limits(settings: Settings) -> list[str]:
    return ["--server.maxUploadSize", str(settings.max_upload_mb)]


def _with_sign_in(provider: Provider | None) -> list[str]:
    """Return where Streamlit finds the provider, and under which name the app is reached."""
    if provider is None:
        return []
    hosts = dict.fromkeys([provider.host, "127.0.0.1", "localhost", "[::1]"])
    flags = [part for host in hosts for part in ("--server.allowedHosts", host)]
    return ["--secrets.files", str(provider.secrets), *flags]


def _streamlit(address: str, number: int) -> list[str]:
    options = {
        "server.address": address,
        "server.port": str(number),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        # Python collects by itself; a whole collection after each run took two thirds of the time
        # of twenty viewers.
        "runner.postScriptGC": "false",
    }
    flags = [part for key, value in options.items() for part in (f"--{key}", value)]
    return [sys.executable, "-m", "ui.commands.web_child", "run", str(_APP), *flags]
