"""Feedback: run by Streamlit for every click; the work is in `ui.web.desk_feedback_view`."""

from assistant.errors import FirsthandError
from ui.web import desk_feedback_view
from ui.web.components import notices
from ui.web.wiring import open_house

try:
    desk_feedback_view.draw(open_house())
except FirsthandError as error:
    notices.failed(error)
