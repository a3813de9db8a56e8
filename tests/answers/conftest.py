"""Parts that cost a second or more to make, made once: the encoder, a small base with every kind of fact, the shipped base."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.answerer import Answerer
from bot.answers.encoder import EncoderError, OnnxEncoder, load_encoder
from bot.answers.ready import matcher_builder
from bot.curation.shipping import SHIPPED
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.library import Library
from tests.support.bases import SCOPE, make_answerer, write_base

ROOT = Path(__file__).resolve().parents[2]

WIDER_SCOPE = """
directions:
  - {id: us_on_china, by: us, on: china}
  - {id: china_on_us, by: china, on: us}
"""

GLOSSARY = """
glossary: {关税: tariff, 对美关税: tariff on us, 逆差: deficit}
"""

WIDER_FACTS = """
rates:
  - id: china_on_us
    title: Chinese duty on American tea
    by: china
    on: us
    steps:
      - {from: "2025-04-12", value: 125, what: the answer, sources: [paper]}
      - {from: "2025-05-14", value: 10, what: the truce, parts: [{measure: leaves, value: 7.5}, {measure: bags, value: 2.5}], sources: [paper]}
measures:
  - id: leaves
    title: Duty on tea leaves
    by: china
    versions: [{from: "2025-05-14", state: in_force, rate: 7.5, text: A duty on leaves., sources: [paper]}]
  - id: bags
    title: Duty on tea bags
    by: china
    versions: [{from: "2025-05-14", state: in_force, rate: 2.5, text: A duty on bags., sources: [paper]}]
  - id: fentanyl
    title: Fentanyl duty
    by: us
    versions: [{from: "2025-02-04", state: in_force, rate: 12.5, text: A duty of **12.5%**., sources: [order]}]
rounds:
  - id: third
    number: 3
    kind: round
    title: Third round
    city: {en: Stockholm, zh: 斯德哥尔摩}
    from: "2025-07-28"
    last: "2025-07-29"
    outcome: [{from: "2025-07-29", text: They talked., sources: [paper]}]
issues:
  - id: minerals
    name: Rare earths
    keywords: [rare earth, 稀土]
    status: [{from: "2025-05-01", text: Licences are slow., sources: [paper]}]
    positions: {us: [{from: "2025-05-01", text: Wants licences., sources: [paper]}]}
  - id: magnets
    name: Magnets
    keywords: [rare earth magnets]
    status: [{from: "2025-05-01", text: Magnets wait., sources: [paper]}]
people:
  - id: bessent
    name: Scott Bessent
    side: us
    roles: [{role: Treasury Secretary, from: "2025-01-28", sources: [paper]}]
    about: [{from: "2025-01-28", text: He leads for the US., sources: [paper]}]
terms:
  - id: surcharge
    term: Surcharge
    meaning: [{from: "2018-01-01", text: A duty on top of a duty., sources: [paper]}]
"""

WIDER_FAQ = """
entries:
  - id: china-rate
    question: What tariff does China put on American tea?
    topic: tariffs
    phrasings: [chinese tariff on american tea, what does beijing charge on us tea, rate of china on us goods,
      chinese duty on us tea, how high are the chinese tariffs, china's tariff level, beijing's import tax]
    answer: "**{{ rate('china_on_us') }}**."
"""


def write_wide(folder: Path) -> Path:
    """The files of the small base with at least one record of every kind, and a glossary."""
    write_base(folder)
    (folder / "scope.yaml").write_text(SCOPE + WIDER_SCOPE, "utf-8")
    (folder / "lexicon" / "chinese.yaml").write_text(GLOSSARY, "utf-8")
    (folder / "facts" / "wider.yaml").write_text(WIDER_FACTS, "utf-8")
    (folder / "faq" / "wider.yaml").write_text(WIDER_FAQ, "utf-8")
    return folder


@pytest.fixture(scope="session")
def encoder() -> OnnxEncoder:
    """The bundled encoder; without it the tests of it are skipped with the reason."""
    try:
        return load_encoder()
    except EncoderError as error:
        pytest.skip(f"the sentence encoder is not installed: {error}")


@pytest.fixture(scope="session")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over the small base."""
    return make_answerer(write_base(tmp_path_factory.mktemp("tea")))


@pytest.fixture(scope="session")
def wide_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small base with at least one record of every kind."""
    return write_wide(tmp_path_factory.mktemp("wide"))


@pytest.fixture(scope="session")
def wide(wide_folder: Path) -> KnowledgeBase:
    """That base, loaded."""
    return Library(wide_folder).base


@pytest.fixture(scope="session")
def shipped_base() -> KnowledgeBase:
    """The knowledge that is shipped."""
    return Library(ROOT / "knowledge").base


@pytest.fixture(scope="session")
def shipped() -> Answerer:
    """An answerer over the shipped knowledge with its own encoder, and the cache that `python -m bot build` fills."""
    try:
        own = load_encoder(tuned=ROOT / "knowledge" / "encoder")
    except EncoderError as error:
        pytest.skip(f"the sentence encoder is not installed: {error}")
    return Answerer(Library(ROOT / "knowledge"), matcher_builder(own, ROOT / ".cache", ROOT / "knowledge" / SHIPPED))
