"""Runs the web app as a child of `firsthand serve`, and ends it when that process is gone.

A killed parent says nothing, but its end of the pipe closes.
"""

import os
import runpy
import signal
import sys
import threading

from ui import log


def main() -> None:
    """Run Streamlit with the arguments of this process."""
    log.tell_no_messages()
    threading.Thread(target=_end_with_parent, daemon=True, name="parent").start()
    sys.argv = ["streamlit", *sys.argv[1:]]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    # Not through `sys.stdin`: its lock is held while it waits, and Python aborts at its end for it.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
