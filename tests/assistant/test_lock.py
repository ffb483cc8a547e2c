"""The lock between processes."""

import os
import subprocess
import sys

from assistant.lock import FileLock, Holder

ME = Holder(pid=os.getpid(), what="a test")
HOLD = """
import sys, time
from pathlib import Path
from assistant.lock import FileLock, Holder
lock = FileLock(Path(sys.argv[1]))
assert lock.try_take(Holder(pid=1, what="another"))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_process_is_refused_and_told_who_holds_it(tmp_path):
    path = tmp_path / "x.lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline() == "held\n"
        lock = FileLock(path)
        assert not lock.try_take(ME)
        assert not lock.take(ME, timeout_s=0.2)
        assert lock.holder() == Holder(pid=1, what="another")
    finally:
        other.kill()
        other.wait()
        other.stdout.close()
    assert lock.take(ME, timeout_s=5)
    lock.release()


def test_a_released_lock_has_no_holder(tmp_path):
    lock = FileLock(tmp_path / "x.lock")
    with lock.held(ME, 1.0) as taken:
        assert taken
        assert FileLock(tmp_path / "x.lock").holder() == ME
    assert lock.holder() is None
