"""The web app as a server: the pages, and `GET /health` for whoever watches it.

`/health` is 200 while the app is up and says in a word what the indexes are doing; no page, no text
and no name goes through it.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.starlette import App

from assistant.settings import read_settings
from ui.web.reach import reach


def health(request: Request) -> JSONResponse:
    """Say that the app is up, and what the indexes are doing (`ui.web.reach.Serving`)."""
    serving = reach(read_settings().indexes).serving
    return JSONResponse({"status": "up", "indexes": serving.value})


app = App(Path(__file__).parent / "app.py", routes=[Route("/health", health)])
