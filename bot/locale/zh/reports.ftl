reports-status-title = 目前情况
reports-issues-title = 议题
reports-deadlines-title = 期限
reports-timeline-title = 时间线

reports-status-none = 没有关于目前情况的记录：{ $title }只回答提问。请用 /ask。
reports-declared-none = 当时{ $title }中没有这方面的记录。
reports-issues-none = 当时{ $title }中没有议题的记录。
reports-deadlines-none = 当时{ $title }中没有期限的记录。
reports-timeline-none = { $title }中这段日期内没有记录。
reports-before-records = 那一天没有记录：记录始于{ $since }。
reports-future = 那一天尚未到来：今天是{ $today }，没有比{ $newest }更新的记录。不填日期可查看目前情况，或用 /deadlines 查看将到的期限。

reports-as-of-now = 截至{ $day }。
reports-as-of-past = 截至{ $day }（过去的日期）。
reports-nothing-later = 按当时所知叙述，不含之后才知道的内容。
reports-known-assumed = 其中部分内容的公布日期未能查到，系推定。
reports-checked = 最近核对：{ $day }{ $days ->
    [0] 。
   *[other] ；没有更新的记录。
}
reports-checked-stale = 最近核对：{ $day }，可能已过时；没有更新的记录。
reports-checked-partly = 最近核对：{ $day }；没有更新的记录。其中一部分最近核对于{ $oldest }，可能已过时。
reports-newest = 此处最新记录为{ $day }；没有更新的记录。
reports-newest-stale = 此处最新记录为{ $day }，可能已过时；没有更新的记录。
reports-sources = 来源：{ $names }
reports-sources-more = 来源：{ $names }；另有{ $more }个

reports-attested-official = （官方）
reports-attested-reported = （报道）
reports-attested-relayed = （转述）
reports-attested-disputed = （有争议）

reports-field-rates = 比率
reports-field-measures = 措施
reports-field-talks = 会谈
reports-field-issues = 未决议题
reports-field-beside = 相关数字
reports-field-aim = 说明
reports-field-years = 逐年
reports-field-terms = 条款
reports-field-phases = 阶段
reports-field-ends = 到期
reports-field-open = 未决
reports-field-settled = 已了结
reports-field-stands = 现状
reports-field-today = 今天的情况
reports-field-steps = 经过
reports-field-coming = 将到
reports-field-past = 已过或已了结

reports-rate = { $title }：自{ $since }起**{ $rate }**：{ $parts }{ $attested }
reports-rate-short = { $title }：自{ $since }起**{ $rate }**{ $attested }。
reports-rate-none = { $title }：那一天没有记录。
reports-rate-ahead = 已宣布：{ $day }起{ $rate }。
reports-step = { $day }：**{ $rate }**，{ $what }
reports-measure-rate = { $title }（{ $rate }）
reports-measure-from = { $title }（{ $day }起）
reports-measure-state = { $title }（{ $state }）
reports-and-more = { $names }；另有{ $more }项
reports-state-proposed = 提议
reports-state-announced = 已宣布，未生效
reports-state-in-force = 生效中
reports-state-suspended = 暂停
reports-state-struck-down = 被法院推翻
reports-state-expired = 到期失效
reports-state-ended = 已结束
reports-state-dropped = 已放弃

reports-end = { $title }：**{ $when }**，{ $standing }。
reports-day-without-hour = { $day }（未公布时刻）
reports-coming = 接下来：{ $dates }。
reports-deadline-short = **{ $when }** { $title }（{ $standing }）
reports-deadline = **{ $when }**：{ $title }，{ $standing }。
reports-in-days = 还有{ $days }天
reports-today = 就在今天
reports-passed-open = { $days ->
    [0] 今天已过，没有结果记录
   *[other] 已过{ $days }天，没有结果记录
}
reports-closed = { $outcome }{ $attested }
reports-outcome-met = 已达成或已生效
reports-outcome-extended = 已延长
reports-outcome-lapsed = 已失效
reports-outcome-cancelled = 已取消
reports-outcome-superseded = 已被取代
reports-hour-not-published = 未公布时刻。
reports-if-missed = 否则：{ $text }
reports-no-coming-deadlines = 没有将到期限的记录。
reports-more-coming = 另有{ $more }项
reports-issues-short = **{ $state }**（{ $count }）：{ $names }
reports-more-past = 另有{ $more }个更早的

reports-last-talks = 最近：{ $talks }
reports-next-talks = 下次：{ $talks }
reports-also-open = 其他未决议题：{ $names }
reports-no-next-talks = 下次：没有记录。
reports-talks = { $title }，{ $days }。

reports-year = { $year }年：**{ $amount }**
reports-year-down = { $year }年：**{ $amount }**，比{ $before }年减少{ $change }（{ $percent }）
reports-year-up = { $year }年：**{ $amount }**，比{ $before }年增加{ $change }（{ $percent }）
reports-period = { $period }：**{ $amount }**
reports-period-none = 没有{ $year }的数字：年度数字从{ $first }年到{ $last }年。
reports-year-none = 没有{ $year }年的数字：年度数字从{ $first }年到{ $last }年。
reports-year-gap = 没有{ $year }年的数字：未找到该年的完整来源。其余年份从{ $first }年到{ $last }年。
reports-no-figure = 没有数字

reports-phase = { $days }：{ $text }
reports-phase-since = 自{ $day }起：{ $text }

reports-issue-no-status = 当时没有它的情况记录。
reports-issue-step = { $day }：{ $text }
reports-issue-unknown = 没有名为“{ $typed }”的议题。不填名称的 /issues 可查看全部。
reports-issue-did-you-mean = 没有名为“{ $typed }”的议题。您是指{ $names }吗？

reports-event = **{ $days }**：{ $title }。
reports-event-phase = { $state }（{ $phase }）
reports-event-state = **{ $days }**：{ $title }；{ $state }。
reports-planned = 计划中
reports-page = 第{ $page }页，共{ $pages }页

reports-day-choice = { $iso }（{ $day }）
reports-day-ambiguous = “{ $typed }”有两种读法。请按年-月-日输入：{ $likely }。
reports-day-no-such-day = 没有这一天：该月最后一天是{ $day }。请输入如 2025-08-12 的日期。
reports-day-no-such-month = “{ $typed }”没有这个月份：请按年-月-日输入，月份为 01 到 12，如 2025-08-12。
reports-day-not-a-date = 看不懂日期“{ $typed }”。请按年-月-日输入，如 2025-08-12。
reports-day-almost = 请按年-月-日输入：{ $likely }。
reports-day-unknown-zone = “{ $typed }”中的时区不认识。请用如 America/New_York 的名称，或省略。
reports-day-future = { $day }尚未到来：今天是{ $bound }。只能说明有记录的内容；不填日期可查看目前情况，或用 /deadlines 查看将到的期限。
reports-day-before-records = { $day }没有记录：记录始于{ $bound }。
reports-day-wrong-order = 结束日期早于开始日期。请对调。

reports-calendar-name = 期限：{ $title }

reports-chart-unit-percent = 百分比
reports-chart-unit-number = 数量
reports-chart-unit-usd-billion = 十亿美元
reports-chart-source = 来源：{ $names }
reports-chart-as-of = 截至{ $day }
reports-chart-missing = 无数字
reports-chart-alt-steps = 截至{ $day }的阶梯图：{ $title }。{ $rates }
reports-chart-alt-rate = { $title }：{ $steps }。
reports-chart-alt-step = { $day }起{ $rate }
reports-chart-alt-bars = { $title }逐年柱状图，{ $first }至{ $last }年，单位{ $unit }。最新：{ $latest }。最高：{ $highest }。最低：{ $lowest }。没有数字的年份：{ $missing }。
reports-chart-none-missing = 无
