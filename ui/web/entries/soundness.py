"""Health: run by Streamlit for every click; the work is in `ui.web.desk_health_view`.

Not called `health.py`: that address is for whoever watches the app.
"""

from assistant.errors import FirsthandError
from ui.web import desk_health_view
from ui.web.components import notices
from ui.web.wiring import open_house

try:
    desk_health_view.draw(open_house())
except FirsthandError as error:
    notices.failed(error)
