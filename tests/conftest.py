"""What holds for every test."""

from __future__ import annotations

import os

# Read when numpy is first imported. The matrices of the tests are small, and beside another program two threads that wait
# for each other take a hundred times as long as one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
