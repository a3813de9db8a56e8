"""`python -m bot`."""

import os
import signal
import sys
from typing import Any

# Beside other work on a small host, two threads of numpy wait for each other: measured, twenty times slower than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _leave(_number: int, _frame: Any) -> None:
    os.write(2, b"stopped before it had started\n")
    os._exit(0)


# While the bot is imported there is nothing to end in order; without this the host would read of a crash.
if sys.argv[1:2] == ["run"]:
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)

from bot.app import main  # noqa: E402 - it is what takes long

if __name__ == "__main__":
    main()
