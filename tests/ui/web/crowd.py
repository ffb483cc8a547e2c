"""One of many at once: a browser's side of Streamlit's protocol, without the browser."""

import json
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

_PATIENCE_S = 60.0
_ENDS = (
    ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY,
    ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


@dataclass
class Page:
    """What one session has been sent."""

    address: str
    socket: ClientConnection
    widgets: dict[str, str] = field(default_factory=dict)
    """The id of each widget, by its label or placeholder."""
    items: list[dict] = field(default_factory=list)
    """What was drawn of people's words."""
    wrong: list[str] = field(default_factory=list)
    state: dict[str, WidgetState] = field(default_factory=dict)
    fragment: str = ""
    """The part of the page that the question box stands in: like a browser, we run it alone."""
    runs: int = 0
    """How often the page, or a part of it, was run."""

    def run(self, *changed: WidgetState, fragment: str = "") -> float:
        """Run the page with these widgets changed; return how many seconds it took to the end."""
        message = BackMsg()
        states = {**self.state, **{item.id: item for item in changed}}
        self.state = {id: item for id, item in states.items() if item.HasField("string_value")}
        message.rerun_script.widget_states.widgets.extend(states.values())
        message.rerun_script.fragment_id = fragment
        message.rerun_script.context_info.timezone = "UTC"
        message.rerun_script.context_info.url = self.address
        begun = time.monotonic()
        self.socket.send(message.SerializeToString())
        self.items = []
        while not self._finished():
            assert time.monotonic() - begun < _PATIENCE_S, "the page did not come to its end"
        return time.monotonic() - begun

    def _finished(self) -> bool:
        message = ForwardMsg()
        message.ParseFromString(self.socket.recv(timeout=_PATIENCE_S))
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.HasField("new_element"):
            self._note(message.delta.new_element, message.delta.fragment_id)
        self.runs += kind == "new_session"
        # A run that asks for another one ends early; the last one ends by itself.
        return kind == "script_finished" and message.script_finished in _ENDS

    def _note(self, element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        part = getattr(element, kind)
        if kind == "chat_input":
            self.widgets["question"] = part.id
            self.fragment = fragment
        elif kind == "selectbox":
            self.widgets[part.label] = part.id
        elif kind == "exception":
            self.wrong.append(part.message)
        elif kind == "bidi_component" and part.json:
            self.items += json.loads(part.json)[0]

    def look_as(self, label: str, viewer: str) -> None:
        """Choose as whom to look."""
        self.run(WidgetState(id=self.widgets[label], string_value=viewer))

    def ask(self, question: str) -> float:
        """Ask, and return after how many seconds all of the answer was there."""
        state = WidgetState(id=self.widgets["question"])
        state.chat_input_value.data = question
        return self.run(state, fragment=self.fragment)


def opened(address: str) -> Page:
    """Open the app in a session of its own."""
    socket = connect(
        address.replace("http", "ws", 1) + "/_stcore/stream",
        origin=address,
        subprotocols=["streamlit"],
        max_size=None,
        open_timeout=_PATIENCE_S,
    )
    page = Page(address=address, socket=socket)
    page.run()
    return page
