"""`python -m assistant.setup`: readies this machine once, so that the first question is quick.

Checks the default model's weights and that a backend of this machine can run it.
"""

import sys

from assistant.embedder import load_embedder
from assistant.errors import FirsthandError
from assistant.settings import read_settings


def main() -> int:
    """Load the embedder once; return the exit code."""
    try:
        model = load_embedder(read_settings()).model
    except FirsthandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"The embedder is ready: {model.name}, {model.dimension} dimensions.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
