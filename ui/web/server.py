"""The web app as a server: the pages, and `GET /health` for whoever watches it.

`/health` is 200 while the app is up and says in a word what the indexes are doing; no page, no text
and no name goes through it.
"""

from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from streamlit.starlette import App

from assistant.settings import read_settings
from ui.web.navigation import ENTRIES
from ui.web.reach import reach

_FRAME = Path(streamlit.__file__).parent / "static" / "index.html"
_HERE = "<script>window.__streamlit = {BACKEND_BASE_URL: new URL('.', location.href).href}</script>"
"""Without it the browser asks for the app below each page's own address first, which fails."""


def health(request: Request) -> JSONResponse:
    """Say that the app is up, and what the indexes are doing (`ui.web.reach.Serving`)."""
    serving = reach(read_settings().indexes).serving
    return JSONResponse({"status": "up", "indexes": serving.value})


def frame(request: Request) -> HTMLResponse:
    """Send what every page begins with to whoever opens one by its own address."""
    text = _FRAME.read_text("utf-8").replace("<head>", f"<head>{_HERE}", 1)
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


app = App(
    Path(__file__).parent / "app.py",
    routes=[
        Route("/health", health),
        *(Route(f"/{Path(entry.file).stem}", frame) for entry in ENTRIES[1:]),
    ],
)
