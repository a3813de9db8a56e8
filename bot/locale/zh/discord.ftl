# Discord：命令说明（最多 100 字）、按钮文字和对用户说的话。

discord-ask = 用自己的话问任何相关问题
discord-ask-question = 你的问题，或从建议中选一个
discord-ask-private = 只有你能看到回答
discord-as-of = 查看某一天的情况：日期，或“去年夏天”这样的说法
discord-status = 一屏看清当前局势
discord-report-period = 年份或其他时期，例如 2024 或 2025-H1
discord-report-kind = 哪些数字
discord-issues = 双方之间的议题，或其中一个的详情
discord-issues-issue = 一个议题；不填则列出全部
discord-deadlines = 什么时候有什么到期，以及过去的结果
discord-timeline = 两天之间的会谈、措施和期限
discord-timeline-since = 第一天：日期，或“去年夏天”这样的说法
discord-timeline-until = 最后一天：日期，或“去年夏天”这样的说法
discord-help = 可以问什么，谁能做什么
discord-about = 版本、知识库状态和隐私
discord-reminders = 期限提醒，每个只提醒一次且准时
discord-reminders-subscribe = 在这里发送提醒，或更改提醒：没填的保持不变
discord-reminders-unsubscribe = 停止频道中的提醒
discord-reminders-list = 本服务器或你自己的提醒
discord-reminders-test = 按现在的内容发送下一条提醒
discord-reminders-channel = 频道；不填则为当前频道
discord-reminders-deleted = 已不存在但仍有提醒的频道
discord-reminders-topics = 主题，用逗号分隔，或填“全部”；首次不填则为全部
discord-reminders-leads = 提前多久，例如 7d, 1d, 1h
discord-reminders-role = 要提及的身份组
discord-reminders-no-role = 不再提及任何身份组
discord-reminders-language = 提醒的语言
discord-knowledge = 供编辑使用
discord-knowledge-reload = 重新读取知识库
discord-knowledge-gaps = 没有得到回答的问题
discord-knowledge-stats = 收录了多少、回答如何评价、哪些已逾期

discord-sources = 来源
discord-sources-count = { $count }个来源
discord-history = 来龙去脉
discord-look-history = 经过
discord-in-full = 全文
discord-related = 接着问…
discord-entry-gone = 这里已经没有内容：它所讲的条目已删除或改名。也许下面的问题有帮助，或请用自己的话提问。
discord-a-link = （链接）
discord-delete = 删除
discord-delete-not-yours = 只有提问者可以用此按钮删除这条回答；管理员可以像删除其他消息一样删除它。
discord-button-outdated = 这个按钮已经失效，请重新提问。
discord-thumb-up = 有用
discord-thumb-down = 没用
discord-thanks-up = 谢谢，已记为有帮助。
discord-thanks-down = 谢谢，编辑会看到这条回答没有帮到你。原因是？
discord-wait = 每 { $seconds } 秒只能问一个问题，请稍后再问。
discord-busy = 现在等待的问题太多，请稍后再问。
discord-too-slow = 这个问题我没能及时读完，请用更少的字再问一次。
discord-answered-directly = 我不能在 { $channel } 发言，所以在这里回答你。管理员可以给我“查看频道”和“发送消息”权限。
discord-menu-empty = 那条消息里没有我能回答的文字。
discord-menu-own = 那是我自己的消息。

discord-screen-status = 局势
discord-screen-issues = 议题
discord-screen-deadlines = 期限
discord-screen-timeline = 时间线
discord-earlier = ◀ 更早
discord-later = 更晚 ▶
discord-choose-issue = 选择一个议题
discord-choose-year = 选择年份
discord-choose-kind = 选择数字
discord-no-period = “{ $typed }”不是时期。请写成 2024、2025-H1、2025-Q3 或 2025-06，或从列表中选择。
discord-more = 更多内容
discord-calendar = 可导入你的日历。

discord-help-title = 你想做什么？
discord-help-intro = 我根据核对过、有日期和来源的记录回答关于“{ $title }”的问题；不知道的我会直说。在任何地方提及我并提问，或从下面选择。
discord-help-choose = 我想……
discord-help-ask-label = 提问
discord-help-ask-hint = 用自己的话，在任何地方
discord-help-ask =
    • 在消息中提及我、给我发私信，或使用 `/ask`。对别人的消息：应用 → 回答这条。
    • 可以追问：“那2019年呢？”“为什么？”“来源？”。回复我的消息时请保留提及；关闭提及后，Discord 不会让我看到内容。
    • 编辑问题，我会编辑回答；删除问题，回答也会删除。
    例如：
discord-help-look-label = 查看当前局势
discord-help-look-hint = 各份报告，每份一屏
discord-help-look = { $reports }
discord-help-earlier-label = 查看更早的一天
discord-help-earlier-hint = 当时的情况和当时已知的内容
discord-help-earlier =
    • 在问题里：“2025年3月”“裁决之前”“截至2025年7月29日”。
    • 在报告里：用选项 `as_of`，用自己的话写日期，或从列表中选择。{ $reports }
discord-help-remind-label = 接收期限提醒
discord-help-remind-hint = 提醒自己或频道；也可加入日历和活动
discord-help-remind =
    • 在含有日期的回答下按**提醒我**，或在问题末尾写“提醒我”。
    • 频道提醒：`/reminders subscribe`；主题、免打扰时段或每周汇总：`/reminders panel`。需要“管理频道”权限。
    • 日历：`/deadlines` 附有文件。
discord-help-wrong-label = 指出错误
discord-help-wrong-hint = 编辑会看到，但看不到你的名字
discord-help-wrong =
    在回答下按 👎 并说明原因。**报告错误内容…**可以写几句话，最好附上来源。
discord-help-server-label = 在服务器中设置我
discord-help-server-hint = 我需要哪些权限，各有什么用
discord-help-server =
    • 回答需要“查看频道”“发送消息”“阅读消息历史”；在子区中还需要“在子区内发送消息”。
    • 提醒还需要“附加文件”；服务器活动需要“创建活动”。
    • 用 `/reminders subscribe` 开启提醒。
discord-help-server-lacks = 我在这里缺少：{ $names }。管理此频道的人可以授权。
discord-help-server-fine = 我在这里不缺权限。
discord-help-privacy-label = 了解保存了我的什么
discord-help-privacy-hint = 并可删除
discord-help-privacy =
    我不保存消息。没能回答的问题会留给编辑，但不记录是谁问的。你的评价（及说明）和你自己的提醒会保留到你按下“忘记我”。详见 `/about`。
discord-help-curate-label = 编辑知识库
discord-help-curate-hint = 供编辑使用
discord-help-curate =
    • `/knowledge gaps`：没有得到回答的问题。`/knowledge complaints`：哪些回答没有帮助。
    • `/knowledge reload` 启用改动。`/knowledge weekly` 告知频道待办事项。`/knowledge stats` 统计。

discord-about-title = 关于 Parley
discord-about-knowledge = 知识库
discord-about-revision = 版本 { $revision }，最近核对于 { $day }
discord-about-running = 运行
discord-about-uptime =
    版本 { $version }，已运行 { $uptime }
    提醒最近一次检查：{ $tick }
discord-about-no-tick = 尚未
discord-about-privacy-title = 隐私
discord-about-privacy =
    我不保存消息。没能回答的问题会留给编辑，但不记录是谁问的。
    你的评价和你自己的提醒会保留到你按下“忘记我”。
discord-span = { $days ->
    [0] { "" }
   *[other] { $days } 天{ " " }
}{ $hours } 小时 { $minutes } 分钟
discord-forget = 忘记我
discord-forgotten = 完成：已删除你的 { $votes } 个评价和 { $reminders } 个提醒。

discord-knowledge-not-yours = 只有 config.yaml 中列出的编辑可以这样做。
discord-knowledge-anyway = 即使自有问题有所损失也采用
discord-knowledge-broken = 没有任何改动，因为知识库中有 { $count } 个错误：
discord-knowledge-worse = 没有任何改动：您自己的问题中有 { $count } 个将失去正确的回答（{ $asked } 个中 { $right } 个正确）。请修正下列问题，或在 /knowledge reload 中使用 `anyway`：
discord-knowledge-failed = 没有任何改动，因为无法重新读取知识库。原因见日志。
discord-knowledge-unchanged = 没有变化：版本 { $revision }，{ $entries } 个条目。
discord-knowledge-taken = 已重新读取：版本 { $revision }，{ $entries } 个条目。自有问题 { $asked } 个中 { $right } 个正确。
discord-knowledge-gaps-title = 没有得到回答的问题
discord-knowledge-no-gaps = 到目前为止没有这样的问题。
discord-gap-add = 加入条目…
discord-gap-out = 超出范围…
discord-gap-dismiss = 忽略
discord-gap-entry = 能回答它的条目 id
discord-gap-kind = 它所属的不回答类别 id
discord-gap-written = 已为 `{ $id }` 写入 { $count } 个问题。用 /knowledge reload 启用。
discord-knowledge-stats-title = 统计
discord-knowledge-rated = 评价：👍 { $up } 👎 { $down }
discord-knowledge-stale = 已过复核日期
discord-knowledge-passed = 已到期而没有结果记录
discord-knowledge-more = 另有 { $count } 项
discord-knowledge-counts =
    { $entries } 个条目，{ $records } 条有日期的记录，{ $sources } 个来源，{ $deadlines } 个期限
    版本 { $revision }，最近核对于 { $day }
    没有得到回答的问题：{ $gaps }

discord-notice-me = 也提醒我
discord-notice-later = 稍后再提醒…
discord-notice-set = 更改提醒
discord-notice-ics = 日历
discord-reminded-hello = 你会在这里收到提醒：{ $title }，{ $when }。用 /reminders panel 更改或停止。
discord-reminded-already = 你已经会在私信中收到提醒：{ $title }。
discord-reminded = 完成。你会在私信中收到提醒：{ $title }。
discord-reminded-closed = 我无法给你发私信。请在隐私设置中允许本服务器的私信，然后再按一次。
discord-reminded-nothing = 没有开启任何提醒：按你的提前时间，此事已没有待发的提醒：{ $title }。
discord-reminders-on = 提醒已开启
discord-reminders-line = { $place ->
    [here] 这里
   *[other] { $place }
}：{ $topics }；{ $leads }
discord-reminders-every = 全部
discord-reminders-where-here = 这里
discord-reminders-where-channel = { $channel }
discord-reminders-all = 全部主题
discord-reminders-pings = 提及 { $role }
discord-reminders-paused = 自 { $since } 起暂停：我在那里缺少权限。
discord-reminders-gone = 此频道已不存在：请用 /reminders unsubscribe 的 `deleted` 选项移除。
discord-reminders-unseen = 我看不到此频道：它是已归档的子区，或已被删除；若已删除，请用 /reminders unsubscribe 的 `deleted` 选项移除。
discord-reminders-unseen-choice = 频道 { $id }（{ $topics }）
discord-reminders-seen = 我仍能看到该频道。请用 `channel` 选项指定它。
discord-reminders-not-yours-here = 这需要你在整个服务器有**管理频道**权限。
discord-reminders-preview = 按目前情况将发送的内容
discord-reminders-change = 用 /reminders subscribe 更改，用 /reminders unsubscribe 停止
discord-reminders-stopped = { $where } 的提醒已关闭。
discord-reminders-none-here = { $where } 没有提醒。用 /reminders subscribe 开启。
discord-reminders-no-list = 还没有提醒。用 /reminders subscribe 开启。
discord-reminders-list-title = 提醒
discord-reminders-nothing-ahead = 这些主题目前没有将到的期限。
discord-reminders-tested = 已发送到 { $where }。
discord-reminders-test-refused = Discord 不允许我在 { $where } 发送。
discord-reminders-test-maybe = Discord 没有确认 { $where } 的测试；请看看是否已经出现。
discord-reminders-test-failed = Discord 没有接受发往 { $where } 的测试，请稍后再试。
discord-reminders-no-channel-here = 私信中的提醒会发到这里；请不要填写频道。
discord-reminders-no-role-here = 私信中没有身份组；请不要填写身份组。
discord-reminders-not-there = 这种频道不能发送提醒。
discord-reminders-not-yours = 这需要你在 { $channel } 有**管理频道**权限。
discord-reminders-missing = 没有任何改动。我在 { $channel } 缺少：{ $names }。请授权后再试。
discord-reminders-lacking = 目前那里缺少：{ $names }。
discord-reminders-role-everyone = 从不提及 @everyone。请选择其他身份组。
discord-reminders-role-not-mentionable = 你不能提及这个身份组。管理员可以在身份组设置中开启**允许任何人 @ 提及此身份组**，或给你**提及所有人**权限。
discord-reminders-role-bot-may-not = 没有任何改动：我不能提及这个身份组。请在身份组设置中开启**允许任何人 @ 提及此身份组**，或在 { $channel } 给我**提及所有人**权限，然后再试。
discord-reminders-role-gone = 这个身份组已不存在。
discord-reminders-topic = 没有主题“{ $typed }”。可选主题：{ $known }。
discord-reminders-lead = “{ $typed }”不是提前时间。请写成 7d、12h 或 90m，用逗号分隔。
discord-reminders-lead-minutes = “{ $typed }”不是整分钟数。请写成 7d、12h 或 90m，用逗号分隔。
discord-reminders-lead-long = 提前时间最多 { $days } 天。
discord-reminders-leads-many = 最多 { $most } 个提前时间。

discord-permission-view_channel = 查看频道
discord-permission-send_messages = 发送消息
discord-permission-send_messages_in_threads = 在子区内发送消息
discord-permission-embed_links = 嵌入链接
discord-permission-attach_files = 附加文件
discord-permission-read_message_history = 阅读消息历史
discord-permission-mention_everyone = 提及所有人
discord-permission-open_thread = 开放的子区（此子区已归档并锁定）
discord-permission-end_of_timeout = 解除对我的禁言

discord-trouble-forbidden = Discord 不允许我在这里这样做。管理员可以授权；/help 列出了我需要的权限。
discord-trouble-not-allowed = 这需要“管理频道”权限。
discord-trouble-wrong-place = 这只能在服务器里使用。
discord-trouble-outdated = 这个命令已更新。请按 Ctrl+R（或重启应用）后再试。
discord-trouble-discord = Discord 刚才没有接受，请稍后再试。
discord-trouble-store = 我暂时无法访问存储，没有任何改动。请稍后再试。
discord-trouble-bug = 我这边出了问题，日志编号 { $reference }。请再试一次，或换个说法提问。
discord-status-tick = 提醒最近一次检查：{ $tick }

discord-reminders-panel = 查看某频道的提醒设置与接下来的提醒，并可更改
discord-knowledge-weekly = 每周一次告知某频道：编辑需要处理的事项
discord-knowledge-weekly-off = 停止
discord-knowledge-weekly-done = 今后每周一次（{ $where }）：需要复核的内容、已过期而无结果的期限、未能回答的问题。请选择只有编辑可见的频道。
discord-knowledge-weekly-stopped = 已停止（{ $where }）。
discord-knowledge-use = 选择本服务器询问的内容（需管理服务器权限）
discord-knowledge-base = 询问的内容
discord-knowledge-use-server-only = 只能在添加了我的服务器中选择。
discord-knowledge-use-not-yours = 这需要你有**管理服务器**权限。
discord-knowledge-no-base = 我没有名为 { $typed } 的记录。可选：{ $known }。
discord-knowledge-using =
    今后本服务器询问的是{ $title }：回答、报告和提醒都来自它。命令会在一分钟内更换。
    各频道为提醒选定的主题名称不变，请用 `/reminders list` 查看。
discord-panel-start = 开启提醒…
discord-panel-change = 更改…
discord-panel-hours = 免打扰与每周汇总…
discord-panel-test = 测试
discord-panel-stop = 停止
discord-panel-form = 提醒
discord-panel-channel = 频道
discord-panel-role = 要提及的身份组（留空则不提及）
discord-panel-topics = 主题
discord-panel-leads = 提前多久
discord-panel-language = 语言
discord-panel-hours-form = 免打扰时段与每周汇总
discord-panel-zone = 时区
discord-panel-zone-help = 例如 Asia/Shanghai，或城市的英文名
discord-panel-quiet = 免打扰时段（留空则无）
discord-panel-quiet-help = 例如 22:00-07:00。不能等待的提醒会静音发出。
discord-panel-day = 每周一条汇总
discord-panel-day-help = 代替逐条提醒
discord-panel-hour = 时间
discord-panel-day-off = 否：逐条提醒
discord-panel-day-0 = 星期一
discord-panel-day-1 = 星期二
discord-panel-day-2 = 星期三
discord-panel-day-3 = 星期四
discord-panel-day-4 = 星期五
discord-panel-day-5 = 星期六
discord-panel-day-6 = 星期日
discord-panel-quiet-line = 免打扰：{ $begin } 至 { $end }（{ $zone }）
discord-panel-digest-line = 每周一条汇总；下一条：{ $next }
discord-panel-review-line = 编辑须知，每周一次；下一条：{ $next }
discord-panel-no-zone = 没有名为“{ $typed }”的时区。您是指 { $likely } 吗？
discord-panel-no-quiet = “{ $typed }”不是时段。请写成 22:00-07:00，或留空。
discord-panel-no-hour = “{ $typed }”不是时间。请写成 09:00。
discord-later-choose = 何时再次提醒？
discord-later-nothing = 此日期之前已没有可选的时间。
discord-later-done = 将于{ $when }再次提醒：{ $title }
discord-later-me-hour = 提醒我：1小时后
discord-later-me-hours = 提醒我：4小时后
discord-later-me-day = 提醒我：1天后
discord-later-me-days = 提醒我：3天后
discord-later-me-week-before = 提醒我：提前7天
discord-later-me-day-before = 提醒我：提前1天
discord-later-me-hour-before = 提醒我：提前1小时
discord-later-here-hour = 在此处：1小时后
discord-later-here-hours = 在此处：4小时后
discord-later-here-day = 在此处：1天后
discord-later-here-days = 在此处：3天后
discord-later-here-week-before = 在此处：提前7天
discord-later-here-day-before = 在此处：提前1天
discord-later-here-hour-before = 在此处：提前1小时

discord-knowledge-complaints = 哪些回答没有帮助，为什么
discord-knowledge-complaints-title = 没有帮助的回答
discord-knowledge-no-complaints = 目前还没有反对票。
discord-why-wrong = 有误
discord-why-other = 答非所问
discord-why-old = 已过时
discord-why-unclear = 不清楚
discord-why-report = 报告错误内容…
discord-why-words = 补充说明…
discord-why-noted = 已记录，供编辑查看。您可以补充几句。
discord-why-form = 哪里有误？
discord-why-what = 请简要说明
discord-why-what-help = 编辑会阅读，但看不到您的名字。附上来源更好。
discord-why-thanks = 谢谢，编辑会看到。

discord-arrived-title = 大家好，{ $server }
discord-arrived = 我根据注明日期和来源的记录回答关于{ $title }的问题，并准时提醒每个期限，只提醒一次。提及我，或使用 `/ask`。例如：
discord-arrived-bases = 服务器管理者可以用 `/knowledge use` 选择其他内容：{ $titles }。
discord-arrived-lacks = 我在这里还需要
discord-arrived-lacks-answers = 完整回答：{ $names }
discord-arrived-lacks-reminders = 提醒：{ $names }

discord-remind = 提醒我
discord-remind-me = 私信提醒我
discord-remind-dm = 在这里提醒我
discord-remind-here = 在此频道提醒
discord-remind-ics = 日历文件
discord-remind-which = 这个回答里有几个日期。要提醒哪一个？
discord-remind-choose = 选择日期
discord-remind-none = 这个回答里的日期已过，或已不在记录中。/deadlines 列出接下来的日期。
discord-remind-press = 这个回答里有几个日期：请按下方的“{ $button }”选择一个。
discord-reminded-here = 完成。将在{ $where }提醒：{ $title }。
discord-reminded-here-already = { $where }已经会提醒：{ $title }。

# 命令和选项的名称：小写、无空格、最多32个字符。
discord-name-ask = 提问
discord-name-status = 局势
discord-name-issues = 议题
discord-name-deadlines = 期限
discord-name-timeline = 时间线
discord-name-help = 帮助
discord-name-about = 关于
discord-name-reminders = 提醒
discord-name-subscribe = 订阅
discord-name-unsubscribe = 取消订阅
discord-name-list = 列表
discord-name-test = 测试
discord-name-panel = 面板
discord-name-knowledge = 知识库
discord-name-reload = 重新读取
discord-name-gaps = 未答问题
discord-name-stats = 统计
discord-name-weekly = 每周
discord-name-complaints = 意见
discord-name-use = 选用
discord-name-answer-this = 回答这条
discord-option-question = 问题
discord-option-private = 仅自己可见
discord-option-issue = 议题
discord-option-since = 从
discord-option-until = 到
discord-option-channel = 频道
discord-option-topics = 主题
discord-option-leads = 提前
discord-option-role = 身份组
discord-option-language = 语言
discord-option-deleted = 已删除频道
discord-option-off = 停止
discord-option-period = 时期
discord-option-kind = 类别
discord-option-product = 商品
discord-option-as-of = 截至
discord-option-no-role = 不提及
discord-option-anyway = 仍然采用
discord-option-base = 知识库

# 应用简介，最多400个字符。
discord-description = 根据注明日期和来源的记录回答关于{ $title }的问题，不知道的会直说，并准时提醒每个期限，只提醒一次。提及我，或使用 /ask。

discord-understood = “{ $typed }”理解为：{ $day }。
discord-no-day = 看不懂日期“{ $typed }”。请写成 2025年7月29日、2025-07-29、去年夏天、{ $name }之前，或从列表中选择。
discord-no-kind = 这里没有“{ $typed }”的数字。请选择{ $known }。
discord-report-product = 某种商品的情况：有来源的回答
discord-product-question = { $product }{ $report }
discord-no-product = 我不认识商品“{ $typed }”。请从列表中选择，或用 `/ask` 提问。

discord-remind-event = 服务器活动
discord-event-made = 完成。已列入本服务器的活动，日期变动时会随之更改：{ $url }
discord-event-there = 已在本服务器的活动中：{ $url }
discord-event-late = 时间已到，无法再创建活动：{ $title }。
discord-event-if-missed = 如果到期而无结果：{ $text }
discord-event-whole-day = 未公布时刻：按 { $zone } 的全天计
discord-event-server-only = 只能在添加了我的服务器中创建活动。
discord-event-not-yours = 这需要{ $name }权限。管理本服务器的人可以给你授权。
discord-event-lacks = 我在这里缺少{ $name }权限。请管理本服务器的人授权，然后再按一次。
discord-permission-create_events = 创建活动
discord-relays = 转述{ $names }
