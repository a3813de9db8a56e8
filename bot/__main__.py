"""`python -m bot`."""

import os

# Beside other work on a small host, two threads of numpy wait for each other: measured, twenty times slower than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.app import main

if __name__ == "__main__":
    main()
