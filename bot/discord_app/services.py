"""What the Discord side calls: the services and stores of each base that the composition root hands in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.curation.ports import AnsweredQuestions, Feedback, Gaps
from bot.discord_app.mishaps import Mishaps
from bot.health import Health
from bot.knowledge.library import Library
from bot.knowledge.values import Clock
from bot.reports.charts import Charts
from bot.reports.frame import Tell, plain
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.answers.answerer import Answerer
    from bot.curation.reloading import Reloader
    from bot.reminders.healing import Healer
    from bot.reminders.service import Subscriptions


@dataclass
class Services:
    """Everything that the extensions may call for one base; what belongs to no base is the same in all."""

    settings: Settings
    library: Library
    answerer: Answerer
    clock: Clock
    health: Health
    answered: AnsweredQuestions
    feedback: Feedback
    gaps: Gaps
    subscriptions: Subscriptions
    started: datetime
    name: str = ""
    """What the base is kept under; the first has none."""
    version: str = "0"
    reloader: Reloader | None = None
    """Reads the knowledge folder again; None where nothing can be prepared."""
    healer: Healer | None = None
    """Set once the messenger exists, which needs the client."""
    tell: Tell = plain
    """Renders curators' texts, which may be templates."""
    charts: Charts = field(default_factory=Charts)
    mishaps: Mishaps = field(default_factory=Mishaps)
    asked: Counter[str] = field(default_factory=Counter)
    """How often each entry answered since the start: what many ask is offered first."""
