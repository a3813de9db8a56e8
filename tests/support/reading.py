"""A small base with word lists of every kind, for the tests of how questions are read."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.loader import load

FILES = {
    "scope.yaml": """
title: the tea truce
timezone: America/New_York
parties:
  - {id: us, name: {en: United States, zh: 美国}, territories: [US], words: [us, u.s, america, american, washington, trump, 美]}
  - {id: china, name: {en: China, zh: 中国}, territories: [CN, HK], words: [china, chinese, beijing, 华]}
directions:
  - {id: china_on_us, by: china, on: us}
  - {id: us_on_china, by: us, on: china}
""",
    "lexicon/roles.yaml": """
kind: role
words:
  duty: [tariff, duty, tax, 关税]
  charge: [charge, charges, put, puts, imposed, tax, 加征]
  goods: [goods, products, exports, stuff, 商品, 货]
  onto: ["on", against, 对]
  out_of: [from, 来自, 从]
  made_in: [made in, imported from, 产自]
  into: [in, into, to enter, 卖到]
  face: [face, suffer]
  and: [and, 和]
""",
    "lexicon/kinds.yaml": """
kind: question
words:
  who: [who, who all, 谁]
  when: [when, until when, what date, 什么时候]
  where: [where, which city, 哪里]
  why: [why, how come, 为什么]
  how: [how, 怎么]
  polite: [can you, do you know, can anybody, 请问你知道]
  how_many: [how many, 几轮]
  how_much: [how much, how high, 多少]
  list: [list, which, 哪些]
  whether: [is, was, did, does, do, can, 吗, 是不是]
  what: [what, 什么]
""",
    "lexicon/times.yaml": """
kind: time
words:
  "2025-05-14": [truce, 休战]
""",
    "lexicon/standing.yaml": """
kind: standing
words:
  stands: [still on, still in force, 还在]
  ended: [is over, over already, no longer, 结束了]
  cancelled: [cancelled, called off]
""",
    "lexicon/places.yaml": """
kind: place
words:
  EU: [eu, european union, 欧盟]
  GB: [uk, u.k, britain]
  JP: [japan]
  TR: [turkey]
""",
    "lexicon/people.yaml": """
kind: person
words:
  yellen: [yellen, janet yellen, 耶伦]
  tai: [katherine tai, tai]
""",
    "lexicon/products.yaml": """
kind: product
words:
  tea: [tea, tea leaves, 茶叶]
  tea-pot: [tea pot]
  berry: [berry, cherry, 樱桃]
  bus: [bus]
  glass: [glass]
  chip: [chip]
  turkey: [turkey]
""",
    "lexicon/attributes.yaml": """
kind: attribute
words:
  price: [price, 价格]
  age: [how old, age, 年龄]
""",
    "lexicon/offices.yaml": """
kind: other
words:
  vice-president: [vice president, 副总统]
  invasion: [invasion]
""",
    "lexicon/chinese.yaml": """
glossary: {关税: tariff, 休战: truce}
""",
    "sources.yaml": """
sources:
  - {id: paper, title: A report, publisher: A Paper, kind: press}
""",
    "facts/all.yaml": """
rates:
  - id: us_on_china
    title: US duty on Chinese tea
    by: us
    on: china
    steps:
      - {from: "2025-04-10", value: 145, what: the spiral, sources: [paper]}
      - {from: "2025-05-14", value: 30, what: the truce, sources: [paper]}
  - id: china_on_us
    title: Chinese duty on American tea
    by: china
    on: us
    steps: [{from: "2025-04-12", value: 12.5, what: the answer, sources: [paper]}]
series:
  - id: deficit
    title: Tea deficit
    unit: usd_billion
    values:
      - {period: 2018, value: 419.2, known: "2019-03-06", sources: [paper]}
      - {period: 2024, value: 295.6, known: "2025-02-05", sources: [paper]}
statements:
  - id: truce_until
    versions: [{from: "2025-05-12", text: "The truce runs until the day named, below a cap of **77%**.", sources: [paper]}]
rounds:
  - id: third
    number: 3
    kind: round
    title: Third round
    city: {en: Stockholm, zh: 斯德哥尔摩}
    country: SE
    from: "2025-07-28"
    last: "2025-07-29"
    outcome: [{from: "2025-07-29", text: Janet Yellen was not there., sources: [paper]}]
issues:
  - id: minerals
    name: Rare earths
    keywords: [rare earth, 稀土]
    status: [{from: "2025-05-01", text: Licences are slow., sources: [paper]}]
  - id: magnets
    name: Magnets
    keywords: [rare earth magnets]
    status: [{from: "2025-05-01", text: Magnets wait., sources: [paper]}]
people:
  - id: bessent
    name: Scott Bessent
    side: us
    about: [{from: "2025-01-28", text: He leads for the US., sources: [paper]}]
""",
    "faq/all.yaml": """
entries:
  - id: truce-end
    question: {en: "When does the truce end?", zh: 休战什么时候结束？}
    phrasings: [until when is the truce valid, truce expiry]
    answer: "{{ say('truce_until') }}"
    see_also: [cherry-pledge, age-2031]
  - id: us-rate
    question: What tariff does the US put on Chinese goods?
    phrasings: [us tariff on china, how high is the american duty, what does washington charge]
    answer: "**{{ rate('us_on_china') }}**."
  - id: china-rate
    question: What tariff does China put on American goods?
    phrasings: [chinese tariff on america, how high is the chinese duty]
    answer: "**{{ rate('china_on_us') }}**."
  - id: both-rates
    question: What are the duties both ways?
    phrasings: [both tariffs, tariff rates of both sides]
    answer: "{{ rate('us_on_china') }} and {{ rate('china_on_us') }}."
  - id: deficit
    question: How large was the tea deficit?
    phrasings: [tea deficit by year, trade gap]
    answer: "{{ figure('deficit', year or 2024) }}"
  - id: stockholm
    question: What happened in Stockholm?
    parties: [SE]
    phrasings: [stockholm talks, where was the third round]
    answer: "They talked {{ round_days('third') }}."
  - id: cherry-pledge
    question: Did China pledge to buy cherries?
    phrasings: [cherry pledge, 樱桃]
    answer: Yes, a few in 2026, the rest by March 2027.
  - id: age-2031
    question: Who leads the US side?
    phrasings: [who leads for washington, head of the american team]
    answer: "{{ about('bessent') }}"
""",
    "declined/kinds.yaml": """
declined:
  - id: place
    say: I know the two of them only.
    examples: [tariff on Japan]
    counter_examples: {talks in Sweden: stockholm}
""",
    "smalltalk.yaml": """
smalltalk:
  - {id: greeting, say: Hello!, examples: [hi, hello]}
""",
    "questions/train/a.jsonl": """
{"q": "the price, what price has the tea", "entry": "deficit"}
{"q": "does the vice president care about the truce", "entry": "truce-end", "also": ["both-rates"]}
{"q": "how old is the tariff on turkey", "declined": "place", "entry": "us-rate"}
{"q": "does the vice president want the truce", "entry": "truce-end"}
{"q": "the age of the tariff on turkey", "declined": "place", "entry": "us-rate"}
{"q": "the age of the truce beside that of Japan, in 2033", "entry": "truce-end", "also": ["stockholm"]}
{"q": "how old are the talks", "entry": "stockholm"}
{"q": "the truce as Japan has one, in 2033", "entry": "truce-end"}
""",
    "questions/calibration/a.jsonl": '{"q": "the invasion of tea", "entry": "deficit"}\n',
}
"""The files by their path. `turkey` means two things, and `cherry-pledge` and `age-2031` have words in their ids, on purpose."""


def write(folder: Path, files: dict[str, str] = FILES, /, **more: str) -> Path:
    """Write the files; `more` adds some or puts others in their place, with `__` for `/` and `_yaml` for `.yaml`."""
    for name, text in {**files, **{_path(name): text for name, text in more.items()}}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def _path(name: str) -> str:
    folder, _, kind = name.replace("__", "/").rpartition("_")
    return f"{folder}.{kind}"


def tea_base(folder: Path) -> KnowledgeBase:
    """That base, loaded; an AssertionError with every finding where it does not load."""
    loaded = load(write(folder))
    assert loaded.base is not None, loaded.findings
    return loaded.base
