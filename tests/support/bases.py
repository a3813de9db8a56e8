"""A small knowledge base on disk, like the real one in kind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.answers.answerer import Answerer
from bot.answers.encoder import EncoderError, load_encoder
from bot.answers.ready import matcher_builder
from bot.knowledge.library import Library

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

SCOPE = """
title: {en: the tea truce, zh: 茶叶休战}
timezone: America/New_York
parties:
  - {id: us, name: United States, territories: [US], words: [us, america, american, washington]}
  - {id: china, name: China, territories: [CN], words: [china, chinese, beijing]}
examples: [truce-end]
"""

REPORTS = """
reports:
  - id: tariffs
    label: {en: Tariffs, zh: 关税}
    description: {en: Tariff rates in both directions, zh: 双方的关税税率}
    title: Tariffs in both directions
    rates: [us_on_china]
    measures: all
    headings: {rates: Tariff rates}
    see_also: [truce, timeline]
  - id: truce
    label: Truce
    description: How the truce stands
    title: The truce
    state: truce_until
    until: truce_until
    see_also: [tariffs, deadlines]
  - id: deficit
    label: Yearly figures
    description: By year
    series: deficit
"""

PLACES = """
kind: place
words:
  EU: [eu, european, 欧盟]
  GB: [britain, uk]
  CH: [swiss]
  SE: [sweden, swedish]
"""

QUESTION_WORDS = """
kind: question
words:
  who: [who, 谁]
  when: [when, 什么时候, 何时]
  where: [where, 在哪]
  why: [why, how come, 为什么]
  how_much: [how much, how high, how large, how big, 多少]
  whether: [is, are, was, did, does, do, has, will, 吗]
  what: [what, 什么]
"""

ROLES = """
kind: role
words:
  duty: [tariff, duty, import tax, 关税]
  charge: [charge, put, impose, 征收]
  goods: [goods, tea, product, 商品]
  onto: ["on", onto, against, 对]
  out_of: [from, made in, 来自]
  into: [in, into]
"""

TIMES = """
kind: time
words:
  "2025-05-14": [truce, 休战]
"""

DECLINED = """
declined:
  - id: prediction
    say: {en: I do not predict., zh: 我不作预测。}
    examples: [will the truce hold, will the truce hold next year, who will win the trade war, predict the tariff, predict the next round,
      make a prediction, will the tariff go up again, how likely is an extension, 贸易战谁会赢, 你预测会怎样]
    counter_examples: {will the truce end soon: truce-end}
  - id: place
    say: I know the trade in tea between the US and China only.
    examples: [tariffs on Korea and Taiwan, does the EU have a truce, tariff on Vietnamese tea, trade deficit with Mexico,
      when does the pause with Canada end, how high is the duty on Swiss tea, 越南的关税是多少]
  - id: far
    say: That is outside of what I know.
    examples: [best pizza dough, how do I bake bread, what is the weather like, who won the football match, tell me a joke,
      how tall is mount everest, write a poem for me, 今天天气怎么样]
"""

SMALLTALK = """
smalltalk:
  - id: greeting
    say: {en: Hello!, zh: 你好！}
    examples: [hi, hello, hey, good morning, hello everyone, 你好]
  - id: thanks
    say: {en: You're welcome., zh: 不客气。}
    examples: [thanks, thank you, thanks a lot, 谢谢]
"""

SOURCES = """
sources:
  - {id: order, title: The order, publisher: White House, url: "https://example.org/order", kind: primary}
  - {id: paper, title: A report, publisher: A Paper, kind: press}
"""

FACTS = """
rates:
  - id: us_on_china
    title: US duty on Chinese tea
    by: us
    on: china
    steps:
      - {from: "2025-04-10", value: 145, what: the spiral, attestation: official, sources: [order]}
      - {from: "2025-05-14T00:01", known: "2025-05-12", value: 30, what: the truce, attestation: official, sources: [order]}
      - {from: "2025-11-10T00:01", known: "2025-11-04", value: 20, what: the new deal, sources: [paper], checked: "2026-10-08", review_by: "2026-11-10"}
series:
  - id: deficit
    title: Tea deficit
    unit: usd_billion
    values:
      - {period: 2018, value: 419.2, known: "2019-03-06", sources: [paper]}
      - {period: 2024, value: 295.4, known: "2025-02-05", sources: [paper]}
      - {period: 2024, value: 295.5, known: "2026-02-19", sources: [paper]}
      - {period: 2025, value: 202.1, known: "2026-02-19", sources: [paper]}
statements:
  - id: truce_until
    versions:
      - {from: "2025-05-12", text: "The truce runs to **{{ day('first_end') }}**.", attestation: official, sources: [order]}
      - {from: "2025-11-04", text: "The truce runs to **{{ day('next_end') }}**.", attestation: relayed, sources: [paper]}
"""

DEADLINES = """
deadlines:
  - id: first_end
    title: End of the first truce
    at: "2025-08-12T00:01:00"
    timezone: America/New_York
    if_missed: The old duty returns.
    known: "2025-05-12"
    sources: [order]
    outcome: {status: extended, on: "2025-08-11", note: By order., attestation: official, sources: [order]}
  - id: next_end
    title: End of the truce
    at: "2027-01-10"
    timezone: America/New_York
    if_missed: Duties can return.
    known: "2025-11-04"
    sources: [paper]
"""

FAQ = """
entries:
  - id: truce-end
    question: {en: "When does the truce end?", zh: 休战什么时候结束？}
    topic: truce
    phrasings: [until when is the truce valid, truce expiry, when is the truce over, when does the ceasefire expire,
      last day of the truce, how long does the truce last, truce deadline, is there an end date for the truce, 休战到期日]
    answer: "{{ say('truce_until') }}"
    see_also: [us-rate]
  - id: us-rate
    question: What tariff does the US put on Chinese tea?
    topic: tariffs
    phrasings: [us tariff on china, how high is the american duty on tea from china, current tariff rate china,
      what does washington charge on chinese tea, how much are the us duties on chinese goods, tariff level now,
      rate of us import tax on chinese tea, american tariffs on beijing, tariff on china percent]
    answer: "**{{ rate('us_on_china') }}** since {{ rate_since('us_on_china') }}."
  - id: deficit
    question: How large was the tea deficit?
    topic: deficit
    phrasings: [deficit 2024, trade deficit with china, tea gap with china in 2018, how big was the shortfall,
      size of the trade gap, deficit by year, annual trade shortfall with china, us china trade imbalance, trade gap figure]
    answer: "{% set y = year or latest_year('deficit') %}**{{ figure('deficit', y) }}** in {{ y }}."
  - id: stockholm
    question: What happened in Stockholm?
    topic: rounds
    parties: [SE]
    phrasings: [stockholm talks, result of the stockholm round, how did stockholm go, stockholm meeting outcome,
      talks in sweden, what came of the swedish round, swedish talks, third round result, outcome of stockholm]
    answer: They talked.
"""


def write_base(folder: Path) -> Path:
    """The small base's files."""
    files = {
        "scope": SCOPE,
        "reports": REPORTS,
        "lexicon/places": PLACES,
        "lexicon/kinds": QUESTION_WORDS,
        "lexicon/roles": ROLES,
        "lexicon/times": TIMES,
        "declined/kinds": DECLINED,
        "smalltalk": SMALLTALK,
        "sources": SOURCES,
        "facts/all": FACTS,
        "deadlines": DEADLINES,
        "faq/all": FAQ,
    }
    for name in ("turns", "ordinals"):  # what words do in a conversation is the same in every base
        files[f"lexicon/{name}"] = (SHIPPED / "lexicon" / f"{name}.yaml").read_text("utf-8")
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def make_answerer(folder: Path) -> Answerer:
    """An answerer over a folder, with the bundled encoder where it is installed, and no cache."""
    try:
        encoder = load_encoder()
    except EncoderError:
        encoder = None
    return Answerer(Library(folder), matcher_builder(encoder, None))
