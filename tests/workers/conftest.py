from __future__ import annotations

from tests.reminders.conftest import stores

__all__ = ["stores"]
