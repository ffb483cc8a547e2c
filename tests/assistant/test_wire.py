"""Questions between processes: what comes in goes out, errors keep their class."""

import stat

import pytest

from assistant import wire
from assistant.errors import IndexBusy, UnknownId


@pytest.fixture
def server(tmp_path):
    def count(args):
        yield from ({"n": i} for i in range(args["to"]))

    def fail(args):
        yield {"n": 0}
        raise UnknownId("there is no 'x'")

    path = wire.socket_path(tmp_path)
    running = wire.Server(path, {"count": count, "fail": fail})
    yield path
    running.close()


def ask(path, name, args=None):
    return list(wire.call(str(path), name, args or {}, timeout_s=5))


def test_items_arrive_in_order(server):
    assert ask(server, "count", {"to": 3}) == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_an_error_arrives_as_its_class_with_its_words(server):
    with pytest.raises(UnknownId, match="there is no 'x'"):
        ask(server, "fail")


def test_an_unknown_call_is_refused_in_words(server):
    with pytest.raises(Exception, match="not a call that is understood"):
        ask(server, "nonsense")


def test_only_its_user_may_use_the_socket(server):
    assert stat.S_IMODE(server.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.parent.stat().st_mode) == 0o700


def test_nobody_listening_is_said_so(tmp_path):
    with pytest.raises(IndexBusy, match="ended before it answered"):
        ask(tmp_path / "nobody.sock", "count")
