"""The console script `firsthand`, and `python -m ui`."""

import os
import sys

# Questions multiply small matrices from several threads: more threads inside each only wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_STOPPED = 1


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        # Imported here: it takes a second, in which somebody may think better of it.
        from ui import log
        from ui.commands.app import run

        log.tell_no_messages()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = _STOPPED
    sys.exit(code)


if __name__ == "__main__":
    main()
