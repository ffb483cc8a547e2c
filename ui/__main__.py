"""The console script `firsthand`, and `python -m ui`."""

import os
import sys

# Questions multiply small matrices from several threads: more threads inside each only wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from ui import log
from ui.commands.app import run


def main() -> None:
    """Run the command line and exit with its code."""
    log.tell_no_messages()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
