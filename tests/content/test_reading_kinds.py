"""Kinds of reading that must hold with the lists that are shipped: each in many wordings, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.asked import asked_by
from bot.answers.coverage import Coverage
from bot.answers.reading import Reader
from bot.answers.reply import Reason
from bot.knowledge.base import KnowledgeBase
from bot.knowledge.lexicon import MentionKind, QuestionKind
from bot.knowledge.library import Library

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return Library(ROOT / "knowledge").base


@pytest.fixture(scope="module")
def reader(base: KnowledgeBase) -> Reader:
    return Reader(base)


@pytest.fixture(scope="module")
def coverage(base: KnowledgeBase, reader: Reader) -> Coverage:
    return Coverage(base, reader)


def ids(reader: Reader, question: str, kind: MentionKind) -> set[str]:
    return {id_ for mention in reader.read(question, NOW).mentions for id_ in mention.ids(kind)}


def table(kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    """(question, kind) of a table with one question a line under each kind."""
    return [(line.strip(), kind) for kind, text in kinds.items() for line in text.strip().splitlines()]


DIRECTIONS = {
    "us_on_china": """
        how high are the US tariffs on China
        what does Washington charge on Chinese goods
        what tariff does the US put on China's exports
        tariffs on goods made in China
        what do I pay on stuff from China
        what are we taxing Chinese imports at
        America slapped a tax on Chinese shipments
        Trump hit China with tariffs
        Trump's tariffs on Beijing
        import tax for Chinese merchandise
        tariffs imposed on China by the US
        are Chinese goods still taxed by America
        duty on goods from China into the US
        what do Chinese exporters pay in the US
        the rate the United States applies to goods from China
        Washington's duties against Beijing
        america's tariff
        美国对中国加征多少关税
        美国对华关税是多少
        中国商品要交多少税
        美方对中国商品的税率
        特朗普对华加税多少
        来自中国的产品加征多少
        对华关税现在多高
        美国向中国征税多少
        美國對中國商品加徵多少關稅
        针对中国的关税
    """,
    "china_on_us": """
        how high are China's tariffs on the US
        what does Beijing charge on American goods
        what tariff does China put on American exports
        tariffs on goods made in America
        what do I pay on stuff from the US
        what is China taxing US imports at
        Beijing slapped a tax on American shipments
        China hit America with tariffs
        China's duty on American soy
        import tax for American merchandise
        tariffs imposed on the US by China
        are American goods still taxed by China
        duty on goods from the US into China
        what do American exporters pay in China
        the rate China applies to goods from the United States
        Chinese retaliatory tariffs against the US
        beijing's tariffs
        中国对美国加征多少关税
        中国对美关税是多少
        美国商品在中国要交多少税
        中方对美国商品的税率
        北京对美加税多少
        来自美国的产品加征多少
        对美关税现在多高
        中国向美国征收多少关税
        中國對美國商品加徵多少關稅
        卖到中国的美国货关税
    """,
    "": """
        when does the truce end
        tariffs between the US and China
        US tariffs vs Chinese tariffs
        the trade deficit with China
        why did China and the US agree
        tariff rates now
        US on China and China on US, both please
        does the US charge China more than China charges the US
        who pays the tariff, China or the US
        中美关税
        双方关税多少
        对美逆差
        中美会谈在哪里
        休战什么时候结束
    """,
}


@pytest.mark.parametrize(("question", "direction"), table(DIRECTIONS))
def test_direction_when_who_charges_or_whose_goods_is_said_then_it_is_that_one(
    reader: Reader, question: str, direction: str
) -> None:
    assert (reader.read(question, NOW).direction or "") == direction


BROUGHT = {
    "us_on_china": "从中国进口的货要多少关税\n从中国来的商品税率",
    "china_on_us": "从美国进口的货要多少关税\n从美国来的商品税率",
}


@pytest.mark.parametrize(("question", "direction"), table(BROUGHT))
def test_direction_when_chinese_says_from_where_goods_come_then_these_are_charged(
    reader: Reader, question: str, direction: str
) -> None:
    assert reader.read(question, NOW).direction == direction


MUTUAL = """
    how do the US and China tax each other
    what do China and the US charge each other
    what do China and America put on each other's goods
    do the US and China still hit each other with tariffs
    what rates do Washington and Beijing impose on one another
    中美互相加征多少关税
    中国和美国互相征收多少关税
    中美双方加征的关税
"""


@pytest.mark.parametrize(("question", "direction"), table({"": MUTUAL}))
def test_direction_when_each_charges_the_other_then_none(reader: Reader, question: str, direction: str) -> None:
    assert (reader.read(question, NOW).direction or "") == direction


SENT = {
    "us_on_china": """
        中国卖到美国的东西要交多少税
        中国输往美国的货物税率
        中国出口到美国的关税
        中国出口到美国的商品收多少税
        中国卖到美国的商品关税多高
    """,
    "china_on_us": """
        美国出口到中国的商品关税
        美国卖到中国的东西要交多少税
        美国输往中国的货物税率
        美国出口到中国的关税
        美国卖到中国的产品关税多高
    """,
}


@pytest.mark.parametrize(("question", "direction"), table(SENT))
def test_direction_when_chinese_says_from_where_to_where_goods_go_then_the_senders_are_charged(
    reader: Reader, question: str, direction: str
) -> None:
    assert reader.read(question, NOW).direction == direction


FACED = {
    "us_on_china": """
        what tariffs does China face from the US
        the duties China suffers from America
        how much duty does beijing face
    """,
    "china_on_us": """
        what tariffs does the US face from China
        the duties America suffers from China
        how much duty does washington face
    """,
}


@pytest.mark.parametrize(("question", "direction"), table(FACED))
def test_direction_when_a_party_faces_duties_then_its_goods_are_charged(
    reader: Reader, question: str, direction: str
) -> None:
    assert reader.read(question, NOW).direction == direction


FROM = {
    "us_on_china": """
        what is China getting from Washington in tariffs
        tariffs that hit Beijing from the US
    """,
    "china_on_us": """
        what is the US getting from Beijing in tariffs
        tariffs that hit Washington from China
    """,
}


@pytest.mark.parametrize(("question", "direction"), table(FROM))
def test_direction_when_duties_come_from_a_party_then_it_is_not_turned_round(
    reader: Reader, question: str, direction: str
) -> None:
    assert reader.read(question, NOW).direction in (None, direction)


BARE_POSSESSIVE = {
    "china_on_us": """
        chinas tariffs
        how high is chinas tariff
        whats chinas tariff rate
        beijings duty now
    """,
    "us_on_china": """
        trumps tariffs
        how high are americas tariffs
        whats washingtons duty
    """,
}


@pytest.mark.parametrize(("question", "direction"), table(BARE_POSSESSIVE))
def test_direction_when_the_possessive_is_typed_without_its_apostrophe_then_it_is_one(
    reader: Reader, question: str, direction: str
) -> None:
    assert reader.read(question, NOW).direction == direction


@pytest.mark.xfail(strict=True, reason="of `U.S.'s` only `u.s` is left, so it owns nothing")
@pytest.mark.parametrize("question", ["the U.S.'s tariff", "how high are the U.S.'s duties"])
def test_direction_when_the_possessive_is_of_a_name_with_points_then_it_is_one(reader: Reader, question: str) -> None:
    assert reader.read(question, NOW).direction == "us_on_china"


KINDS = {
    "who": """
        who negotiated the truce for China
        whose idea was the ceasefire
        which judge wrote the tariff ruling
        who's the US trade representative
        and who led the American side in Geneva
        whom did Bessent meet in Madrid
        which officials went to Kuala Lumpur
        谁在代表中国谈判
        美方带队的是哪位
        釜山会晤都有哪些人参加
    """,
    "when": """
        when does the truce run out
        what date does the pause end
        on which day did the Geneva talks start
        how soon is the next deadline
        until when is the suspension valid
        since when is the fentanyl tariff 10%
        what year did the trade war begin
        休战什么时候到期
        下一轮会谈是哪天
        关税从何时开始
        贸易战是哪年开始的
    """,
    "where": """
        where did they meet in September
        which city hosted the second round
        in what country was the fourth round held
        whereabouts did Trump and Xi meet
        where will the next talks be
        第一轮会谈在哪里举行
        特朗普和习近平在哪见面
        哪个城市办了第三轮会谈
    """,
    "why": """
        why was the truce extended
        how come the tariff dropped to 30
        what's the reason for the fentanyl duty
        for what reason did the court strike them down
        what led to the spiral in April 2025
        what caused the trade war
        为什么延长休战
        美国为何加税
        芬太尼关税的原因是什么
    """,
    "how": """
        how does the truce work
        how did the US get to 145%
        how was the rate lowered
        how do exclusions work
        how is the tariff calculated
        and how are refunds paid
        can you tell me how exclusions work
        怎么申请豁免
        怎么谈成的
        关税怎么算
        豁免怎么申请
        如何申请豁免
    """,
    "how_many": """
        how many rounds were there
        number of meetings so far
        how many tons of soybeans did China promise
        and how many times was it extended
        一共谈了几轮
        延长了几次
        美中之间有几个截止日期
        谈了多少轮
    """,
    "how_much": """
        how much is the tariff on China
        how high did the duty go
        what percent is the Chinese tariff
        how big is the deficit
        what rate applies to Chinese goods
        how large was the trade gap in 2024
        关税是多少
        税率多高
        逆差有多大
        现在美国收几成
    """,
    "list": """
        list the open issues
        which issues are still open
        what are the terms of the truce
        give me all the deadlines
        name all rounds of talks
        休战有哪些条款
        列出所有截止日期
        有什么未决议题
    """,
    "whether": """
        is the truce still on
        are the tariffs still 145%
        did the court strike down the tariffs
        does China still restrict rare earths
        has the deadline been extended
        so is it still 145%
        ok did it end
        休战还有效吗
        关税是不是145%
        是否延长了
        有没有取消芬太尼关税
    """,
    "what": """
        what is the truce
        what did they agree on in Busan
        tell me about section 301
        explain de minimis
        what's fentanyl got to do with it
        休战是什么
        301条款是什么
        讲讲稀土
    """,
}


@pytest.mark.parametrize(("question", "kind"), table(KINDS))
def test_kind_when_a_question_is_worded_in_any_way_then_it_is_that_kind(
    reader: Reader, question: str, kind: str
) -> None:
    assert reader.read(question, NOW).kind == QuestionKind(kind)


POLITE = {
    "who": """
        do you know who leads the talks
        can you tell me who signed the truce
    """,
    "when": """
        can you tell me when the truce ends
        could you say until when it is valid
        may I ask when it ends
    """,
    "why": """
        can anyone explain why China agreed
    """,
    "where": """
        do you know where they met
        can you tell me which city it was
    """,
}


@pytest.mark.parametrize(("question", "kind"), table(POLITE))
def test_kind_when_it_is_asked_politely_then_the_question_inside_decides(
    reader: Reader, question: str, kind: str
) -> None:
    assert reader.read(question, NOW).kind == kind


POLITE_OTHERWISE = {
    "why": """
        do we know why it was extended
        can anybody tell why China agreed
    """,
    "when": """
        can we know when the truce ends
    """,
}


@pytest.mark.parametrize(("question", "kind"), table(POLITE_OTHERWISE))
def test_kind_when_it_is_asked_politely_in_other_words_then_the_question_inside_decides(
    reader: Reader, question: str, kind: str
) -> None:
    assert reader.read(question, NOW).kind == kind


PLACES = {
    "JP": "tariff on Japan\nJapan's deal with Trump\nhow about the Japanese\ntalks in Tokyo\n日本要交多少\n日本的關稅",
    "CA": "what do Canadians pay\nwhen does the pause with Canada end\nCanadian lumber\n加拿大的逆差\nOttawa's answer",
    "EU": "EU tariffs\nthe European Union's deal\nare Europeans exempt\n美国和欧盟的协议\n欧洲的关税",
    "VN": "duties on goods from Vietnam\nVietnamese shoes\nwhat did Hanoi get\n越南的关税\n越南呢",
    "MX": "the Mexican deficit\ntariffs on Mexico\nwhat about the Mexicans\n墨西哥的关税\nMexico's answer",
    "GB": "tariffs on the U.K.\nthe UK deal\nBritain's tariff\nthe British rate\n英国的关税",
    "IN": "does India pay\nIndian goods duty\nNew Delhi's deal\n印度也有吗\nIndia's tariff",
    "KR": "South Korean cars\nKorea's rate\nwhat do Koreans pay\n韩国休战\n韓國關稅",
    "CH": "Swiss watches duty\ntariff on Switzerland\nthe Swiss rate\n瑞士手表\nwhat do the Swiss pay",
    "TW": "Taiwan's tariff\nTaiwanese chips\nTaipei's view\n台湾的关税\n臺灣的關稅",
    "RU": "Russian oil\nwhat about Russia\nMoscow's answer\n俄罗斯石油\nKremlin view",
    "BR": "Brazilian coffee duty\ntariff on Brazil\nBrazil's soy\n巴西的关税\nwhat do Brazilians pay",
}


@pytest.mark.parametrize(("question", "code"), table(PLACES))
def test_mentions_when_a_third_place_is_named_then_its_territory(reader: Reader, question: str, code: str) -> None:
    assert code in ids(reader, question, MentionKind.PLACE)


AT_HOME = """
    the Geneva truce
    talks in Stockholm
    what came of Kuala Lumpur
    the London framework
    the Busan summit
    what was said in Madrid
    who pays in Hong Kong
    march deadlines
    what may the man in charge do
    is Washington tougher than Beijing
    日内瓦会谈
    釜山峰会
    中国和美国
    香港也要交吗
"""


@pytest.mark.parametrize(("question", "kind"), table({"": AT_HOME}))
def test_mentions_when_only_the_pair_or_a_venue_is_named_then_no_third_place(
    reader: Reader, question: str, kind: str
) -> None:
    assert ids(reader, question, MentionKind.PLACE) == set()


NEW = """
    ports of New Jersey
    soybeans from New Mexico
    New England lobsters
    does New Mexico sell to China
    what does New Jersey import
    a factory in New England
    New Mexico's exports
    New Jersey's importers
"""


@pytest.mark.parametrize(("question", "kind"), table({"": NEW}))
def test_mentions_when_a_part_of_america_has_the_name_of_a_place_in_it_then_no_third_place(
    reader: Reader, question: str, kind: str
) -> None:
    assert ids(reader, question, MentionKind.PLACE) == set()


PEOPLE = {
    "yellen": "what did Janet Yellen say\nYellen's view\n耶伦怎么看",
    "biden": "Biden's tariffs\nwas it Joe Biden\n拜登的关税",
    "rubio": "did Marco Rubio attend\nis Rubio for it\n鲁比奥参加了吗",
    "powell": "Jerome Powell on tariffs\nwhat does Powell think\n鲍威尔说什么",
    "musk": "did Elon Musk object\nMusk's opinion\n马斯克怎么看",
    "obama": "Obama era tariffs\nunder Barack Obama\n奥巴马时期的关税",
    "macron": "what does Macron think\nEmmanuel Macron's trip\n马克龙说什么",
    "li-qiang": "was Li Qiang there\nwhat does li qiang say\n李强参加了吗",
    "jensen-huang": "Jensen Huang on chips\nwhat did jensen say\n黄仁勋说了什么",
    "navarro": "how about Navarro's view\nPeter Navarro's idea\n纳瓦罗的主意",
}


@pytest.mark.parametrize(("question", "person"), table(PEOPLE))
def test_mentions_when_a_person_outside_the_talks_is_named_then_that_person(
    reader: Reader, question: str, person: str
) -> None:
    assert person in ids(reader, question, MentionKind.PERSON)


PRODUCTS = {
    "phone": "tariff on iPhones\nare smartphones exempt\n手机关税是多少",
    "bicycle": "duty on Chinese bicycles\nwhat about a bike\n中国自行车关税",
    "laptop": "how much are laptops taxed\nmacbook duty\n笔记本电脑要加税吗",
    "toy": "which toys are hit\nis lego taxed\n玩具的关税",
    "shoe": "are sneakers taxed\nshoes from China\n鞋子的关税",
    "soybean": "soybeans pledge\nUS soy in China\n大豆关税",
    "rare-earth": "rare earths licences\ndysprosium exports\n稀土管制",
    "kitchenware": "knives from China\nfrying pans\n刀具加税吗",
    "berry": "cherries to China\nUS cranberries\n车厘子的关税",
    "wine": "Californian wine\nwines from the US\n葡萄酒关税",
    "battery": "duty on batteries\na lithium battery from China\n锂电池关税",
    "solar-panel": "Chinese solar panels\nsolar cells duty\n光伏关税",
    "electric-vehicle": "an electric car from China\nis an ev taxed\n电动汽车税率",
    "furniture": "sofas from China\nfurniture duty\n家具关税",
}


@pytest.mark.parametrize(("question", "product"), table(PRODUCTS))
def test_mentions_when_goods_are_named_then_that_product(reader: Reader, question: str, product: str) -> None:
    assert product in ids(reader, question, MentionKind.PRODUCT)


WRITTEN_WITH_MARKS = {
    "e-bike": "tax on e-bikes\nis an e-bike taxed",
    "soft-drink": "coca-cola tariff\nis Coca-Cola taxed",
    "vape": "e-cigarettes from China\nan e-cigarette duty",
    "medical-device": "an x-ray machine from China\nx-ray machines",
    "electric-vehicle": "EVs from China\nplug-in hybrids",
}


@pytest.mark.parametrize(("question", "product"), table(WRITTEN_WITH_MARKS))
def test_mentions_when_goods_are_written_with_a_hyphen_or_as_letters_then_that_product(
    reader: Reader, question: str, product: str
) -> None:
    longest = max((m for m in reader.read(question, NOW).mentions if m.ids(MentionKind.PRODUCT)), key=lambda m: m.last)
    assert longest.ids(MentionKind.PRODUCT) == {product}


ATTRIBUTES = {
    "age": "how old is Bessent\nHe Lifeng's age\n特朗普多大年纪\n何立峰的年龄",
    "birthday": "Xi Jinping's birthday\nwhat is his birth date\n他的生日",
    "wealth": "net worth of Lutnick\nhow rich is he\n贝森特的身家",
    "price": "price of soybeans\nare iphones more expensive\n大豆的价格",
    "hotel": "which hotel were the talks in\nthe hotel in Madrid\n住哪个酒店",
    "spouse": "is he married\nwhen was their wedding\n贝森特的妻子",
    "population": "population of China\nhow many people live there\n美国总人口",
    "share-price": "share price of Nvidia\nwhat's the stock price\n英伟达股价多少",
    "weather": "the weather in Geneva\nis it rainy weather there\n日内瓦的天气",
    "education": "what is his alma mater\nwhere did he get his phd\n他哪个大学毕业",
    "height": "how tall is Trump\nXi's height\n习近平身高",
    "salary": "what is her salary\nhow big is his paycheck\n何立峰的年薪",
    "phone-number": "phone number of USTR\ntheir whatsapp\n商务部电话号码",
    "currency": "what's the exchange rate\nis the yuan weak\n汇率是多少",
}


@pytest.mark.parametrize(("question", "attribute"), table(ATTRIBUTES))
def test_mentions_when_something_beside_the_records_is_asked_then_that_attribute(
    reader: Reader, question: str, attribute: str
) -> None:
    assert attribute in ids(reader, question, MentionKind.ATTRIBUTE)


FIGURES = {
    "145%": "is it 145%\nis it still 145 percent\nwas it 145 per cent\n145 pct on China\n关税145％吗\n是145%对吧\nso the 145 % is gone",
    "12.5%": "is it 12.5%\nwas it 12,5%\n12.5 percent\n加12.5%\nthe 12.5 % duty",
    "$800": "the $800 rule\nunder $ 800\nUS$800 parcels\nis $800 the limit\n$800以下免税吗",
    "$295.4": "a deficit of $295.4 billion\n$295.4bn\nis it $295.4 b\n逆差$295.4亿吗",
    "": "150 countries\nin 2018\nsection 301\nthe 25 million tons\n90 days\n301条款\nG20\n2025年5月",
}


@pytest.mark.parametrize(("question", "figure"), table(FIGURES))
def test_figures_when_a_percentage_or_an_amount_is_named_then_that_one(
    reader: Reader, question: str, figure: str
) -> None:
    assert [str(found) for found in reader.read(question, NOW).figures] == ([figure] if figure else [])


SPELLED = {
    "$800": "is it 800 dollars\n800 bucks\nUSD 800\n800 usd\n800美元\nthe 800 dollar rule",
    "30%": "百分之30\n是百分之30吗",
    "$2,500": "2,500 dollars\n2500 usd\n2500美元",
}


@pytest.mark.parametrize(("question", "figure"), table(SPELLED))
def test_figures_when_the_unit_is_a_word_then_it_is_read_too(reader: Reader, question: str, figure: str) -> None:
    assert [str(found) for found in reader.read(question, NOW).figures] == [figure]


TIMES = {
    "2025-05-12": "on 12 May 2025\non May 12, 2025\n2025-05-12\nthe 12th of May 2025\n2025年5月12日\nas of 12 may 2025",
    "2025-05-31": "in May 2025\nduring May 2025\n2025年5月的关税\nthe may 2025 rate\nMay, 2025",
    "2025-09-30": "in Q3 2025\nthe third quarter of 2025\n2025 Q3\n2025-Q3\nq3 of 2025",
    "2024-12-31": "in 2024\n在2024年\nthe deficit of 2024\n2024?\nback in 2024",
    "2025-12-31": "last year\n去年的逆差\nthe deficit in 2025\nprevious year\n2025年",
    "2026-11-22": "yesterday\nwhat was it yesterday\n昨天的关税\nyesterday's rate\non 22 November 2026",
    "2026-10-31": "last month\n上个月的关税\nin October 2026\nlast october\n上個月",
    "2025-05-13": "before the truce\n休战前的关税\nbefore the geneva truce",
    "2025-05-09": "before the Geneva talks\nbefore geneva\n日内瓦之前",
}


@pytest.mark.parametrize(("question", "last_day"), table(TIMES))
def test_moment_when_a_time_is_named_then_its_last_day_is_told(
    base: KnowledgeBase, reader: Reader, question: str, last_day: str
) -> None:
    asked = asked_by(reader.read(question, NOW), base, NOW)
    moment = asked.about or asked.as_of
    assert moment is not None
    assert moment.astimezone(base.zone).date().isoformat() == last_day


AHEAD = "in 2027\non 10 January 2027\nin December 2026\nin Q1 2028\n2027年1月\n2030年的关税\nin summer 2027\non 24 November 2026"


@pytest.mark.parametrize(("question", "kind"), table({"": AHEAD}))
def test_moment_when_a_time_lies_ahead_then_none(base: KnowledgeBase, reader: Reader, question: str, kind: str) -> None:
    read = reader.read(question, NOW)
    assert read.times
    asked = asked_by(read, base, NOW)
    assert (asked.about, asked.as_of) == (None, None)


def test_gaps_when_any_entry_is_asked_in_its_own_words_then_it_accounts_for_all(
    base: KnowledgeBase, reader: Reader, coverage: Coverage
) -> None:
    found = [
        (entry.id, way, gap)
        for entry in base.entries.values()
        for way in entry.ways_to_ask
        for gap in coverage.gaps(entry.id, reader.read(way, NOW))
    ]
    assert found == []


LEFT_OUT = [
    ("tariff-us-on-china", "what is the US tariff on Germany", Reason.FOREIGN_PLACE),
    ("truce-end", "when does the truce with Canada end", Reason.FOREIGN_PLACE),
    ("deficit-by-year", "trade deficit with Mexico in 2024", Reason.FOREIGN_PLACE),
    ("tariff-both", "欧盟和越南的关税", Reason.FOREIGN_PLACE),
    ("tariff-us-on-china", "what do they charge on american goods in China", Reason.OTHER_DIRECTION),
    ("tariff-china-on-us", "how much is the duty on chinese goods", Reason.OTHER_DIRECTION),
    ("tariff-us-on-china", "中国对美关税多少", Reason.OTHER_DIRECTION),
    ("person-bessent", "how old is Bessent", Reason.NOT_TOLD),
    ("soybeans-pledge", "price of soybeans", Reason.NOT_TOLD),
    ("round-madrid", "which hotel were the Madrid talks in", Reason.NOT_TOLD),
    ("tariff-us-on-china", "tariff on Chinese umbrellas", Reason.UNKNOWN_PRODUCT),
    ("tariff-us-on-china", "对中国口红的关税", Reason.UNKNOWN_PRODUCT),
    ("truce-end", "what does Janet Yellen say of the end of the truce", Reason.UNKNOWN_NAME),
    ("tariff-us-on-china", "the 917% tariff on China", Reason.UNKNOWN_FIGURE),
    ("tariff-us-on-china", "what was the US tariff on China in 1985", Reason.NO_FACT),
    ("round-madrid", "how did the Madrid round of 2019 go", Reason.NO_FACT),
]


@pytest.mark.parametrize(("entry", "question", "reason"), LEFT_OUT, ids=[question for _, question, _ in LEFT_OUT])
def test_gaps_when_an_entry_knows_nothing_of_what_is_named_then_that_speaks_against_it(
    reader: Reader, coverage: Coverage, entry: str, question: str, reason: Reason
) -> None:
    assert reason in [gap.reason for gap in coverage.gaps(entry, reader.read(question, NOW))]


BY_THE_WAY = [
    ("tariff-us-on-china", "what is the US tariff on Japan"),
    ("tariff-us-on-china", "how high are the tariffs on japanese goods"),
    ("tariff-us-on-china", "现在美国对日本的关税是多少"),
    ("tariff-us-on-china", "how much does Vietnam pay"),
    ("tariff-us-on-china", "美国对越南的关税"),
    ("section-122-surcharge", "did Brazil pay the surcharge"),
    ("de-minimis-parcels", "are parcels from Canada free"),
    ("drone-tariff", "drones of Jersey"),
]


@pytest.mark.parametrize(("entry", "question"), BY_THE_WAY, ids=[question for _, question in BY_THE_WAY])
def test_gaps_when_a_place_stood_in_one_labelled_question_only_then_the_entry_does_not_account_for_it(
    reader: Reader, coverage: Coverage, entry: str, question: str
) -> None:
    assert Reason.FOREIGN_PLACE in [gap.reason for gap in coverage.gaps(entry, reader.read(question, NOW))]


BY_ITS_NEIGHBOURS = [
    ("boeing", "how much coal did China buy"),
    ("coal", "how many planes did China buy"),
    ("rare-earths-october", "what of the gallium ban"),
    ("port-fee-amounts", "what is the duty on cranes"),
    ("affiliates-rule", "are chips part of it"),
    ("tariff-incidence", "what is the price"),
    ("car-parts-tariff", "what about an electric car"),
    ("deadline-nov-2026", "are rare earths meant"),
]


@pytest.mark.parametrize(("entry", "question"), BY_ITS_NEIGHBOURS, ids=[entry for entry, _ in BY_ITS_NEIGHBOURS])
def test_gaps_when_only_a_neighbours_id_has_the_word_then_the_entry_does_not_account_for_it(
    reader: Reader, coverage: Coverage, entry: str, question: str
) -> None:
    found = [gap.reason for gap in coverage.gaps(entry, reader.read(question, NOW))]
    assert {Reason.UNKNOWN_PRODUCT, Reason.NOT_TOLD} & set(found)
