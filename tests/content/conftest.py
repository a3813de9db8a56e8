"""The bot as it ships, for tests of what it says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.answerer import Answerer
from bot.answers.encoder import EncoderError, load_encoder
from bot.answers.ready import matcher_builder
from bot.curation.shipping import SHIPPED
from bot.knowledge.library import Library
from bot.settings import read_settings

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def answerer() -> Answerer:
    """Its knowledge, its thresholds, its encoder, and the cache beside its configuration."""
    library = Library(ROOT / "knowledge")
    try:
        encoder = load_encoder(tuned=ROOT / "knowledge" / "encoder")
    except EncoderError as error:
        pytest.skip(f"what holds here was measured with the sentence encoder: {error}")
    answering = read_settings(ROOT / "config.yaml").answering
    build = matcher_builder(encoder, ROOT / ".cache", ROOT / "knowledge" / SHIPPED)
    return Answerer(library, build, answer_at=answering.answer_at, choose_at=answering.choose_at)
