# 期限通知

reminders-title-lead = { $title }
reminders-title-moved =
    { $change ->
        [day_known] 日期已定：{ $title }
        [hour_known] 时刻已定：{ $title }
        [hour_open] 时刻不再确定：{ $title }
        [hour] 时刻有变：{ $title }
       *[date] 日期有变：{ $title }
    }
reminders-title-outcome = 结果：{ $title }
reminders-title-withdrawn = 更正：{ $title }
reminders-title-test = 测试（按现在的内容）：{ $title }

reminders-due-deadline = 到期时间：{ $when }。
reminders-due-event = 举行时间：{ $when }。
reminders-due-release = 公布时间：{ $when }。
reminders-due-start = 开始时间：{ $when }。
reminders-passed = 原定时间：{ $when }。尚无结果记录。

reminders-else-deadline = 若无行动：{ $text }
reminders-else-event = 相关影响：{ $text }
reminders-else-release = 相关影响：{ $text }
reminders-else-start = 带来的变化：{ $text }

reminders-moved-from =
    { $change ->
        [day_known] 具体日期已定。此前告知的时间：{ $when }。
        [hour_known] 具体时刻已定，日期不变。此前告知的时间：{ $when }。
        [hour_open] 日期不变，具体时刻不再确定。此前告知的时间：{ $when }。
        [hour] 时刻已变更，日期不变。此前告知的时间：{ $when }。
       *[date] 日期已变更。此前告知的时间：{ $when }。
    }

reminders-withdrawn = 此前在此告知的结果已撤回。

reminders-outcome-met = 已于{ $day }达成。
reminders-outcome-extended = 已于{ $day }延期。
reminders-outcome-lapsed = 已于{ $day }失效。
reminders-outcome-cancelled = 已于{ $day }取消。
reminders-outcome-superseded = 已于{ $day }被取代。
reminders-outcome-was = 原定时间：{ $when }。
reminders-outcome-next = 取而代之：{ $title }，{ $when }。

reminders-when-exact = { $moment }，{ $left }
reminders-when-today = { $day }，即当地今天（未公布具体时刻）
reminders-when-tomorrow = { $day }，即当地明天（未公布具体时刻）
reminders-when-ahead = { $day }，{ $days }天后（未公布具体时刻）
reminders-when-past = { $day }，{ $days }天前（未公布具体时刻）
reminders-when-month = { $month }（未公布具体日期）

reminders-days = { $count }天
reminders-hours = { $count }小时
reminders-minutes = { $count }分钟
reminders-left-ahead = { $span }后
reminders-left-past = { $span }前
reminders-left-now = 就在此刻前后

reminders-attested-official = 有发布机构原文为证
reminders-attested-reported = 据媒体或分析报道
reminders-attested-relayed = 仅有转述
reminders-attested-disputed = 有争议：各来源说法不一

reminders-stale = 上次核对：{ $day }；内容可能已过时。
reminders-stale-unknown = 已过复核日期；内容可能已过时。

reminders-footer = 用 /reminders panel 更改或停止这些提醒

# 告知订阅管理者

reminders-trouble-forbidden = 我已无法在{ $channel }发布提醒，提醒已暂停。请在该频道授予“查看频道”“发送消息”“嵌入链接”“附加文件”和“读取消息历史”权限，提醒会自动恢复。
reminders-trouble-gone = 接收提醒的频道{ $channel }已不存在，提醒已暂停。请用 /reminders subscribe 订阅其他频道。
reminders-trouble-cannot_read = 我无法读取{ $channel }的消息历史，因此无法确认一条提醒是否已送达。请授予“读取消息历史”权限；我会随后核对，若缺失则补发。
reminders-trouble-rejected = Discord 拒绝了发往{ $channel }的一条提醒，未能发布；原因见运营者日志。

reminders-planned-lead = { $moment }：{ $title }（{ $lead }）
reminders-lead-before = 提前{ $span }
reminders-lead-before-day = 当天开始前{ $span }
reminders-lead-at-once = 准时
reminders-lead-at-day = 当天开始时

# 每周一次

reminders-week-title = 本周期限
reminders-week-ahead = 本周到期
reminders-week-moved = 上次告知后有变动
reminders-week-closed = 上次告知后已有结果
reminders-week-line = { $title }：{ $when }
reminders-week-closed-line = { $title }：{ $outcome }
reminders-week-later = 此后：{ $title }，{ $when }
reminders-week-more = 另有 { $count } 项
reminders-week-review-title = 编辑须知：本周
reminders-week-stale = 未来七天内需要复核
reminders-week-stale-line = `{ $name }`，最迟{ $day }
reminders-week-passed = 已过期而无结果记录
reminders-week-asked = 最常被问而未能回答
reminders-week-asked-line = { $count } 次：{ $question }
