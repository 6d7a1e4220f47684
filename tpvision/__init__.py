"""tpvision: guides self-massage with a ball at a wall, seen by a camera."""

import os

__version__ = "0.1.0"

# Matrices are small here: a second thread of numpy's for them would do nothing but wait, at full speed. It reads this
# when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
