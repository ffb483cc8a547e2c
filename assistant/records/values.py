"""Values that records share: vectors, JSON objects, the audience of everybody."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""One embedding: shape (dimension,), float32, length 1."""


Vectors = NDArray[np.float32]
"""Several embeddings: shape (n, dimension), float32, each row of length 1."""


PUBLIC = "public"
"""The audience that everybody holds."""


JsonObject = dict[str, Any]
"""A JSON object on its way out of an edge; never handed between modules of the core."""
