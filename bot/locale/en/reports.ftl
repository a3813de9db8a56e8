reports-status-title = Where things stand
reports-issues-title = Issues
reports-deadlines-title = Deadlines
reports-timeline-title = Timeline

reports-status-none = Nothing is on record about where things stand: { $title } answers questions only. Use /ask.
reports-declared-none = Nothing of this was on record in { $title } at that time.
reports-issues-none = No issues were on record in { $title } at that time.
reports-deadlines-none = No deadlines were on record in { $title } at that time.
reports-timeline-none = Nothing is on record in { $title } between those days.
reports-before-records = Nothing is on record for that day: the records begin on { $since }.
reports-future = That day has not come yet: today is { $today }, and nothing newer than { $newest } is on record. Leave the day out to see where things stand now, or look at /deadlines for what is due.

reports-as-of-now = As of { $day }.
reports-as-of-past = As of { $day } (an earlier day).
reports-nothing-later = Told as it was known then; nothing that became known later is in it.
reports-known-assumed = The day on which part of it was published is assumed: none was found.
reports-checked = Last checked on { $day }{ $days ->
    [0] .
   *[other] ; nothing newer is on record.
}
reports-checked-stale = Last checked on { $day }, may be out of date; nothing newer is on record.
reports-checked-partly = Last checked on { $day }; nothing newer is on record. Part of it was last checked on { $oldest } and may be out of date.
reports-newest = The newest record told here is of { $day }; nothing newer is on record.
reports-newest-stale = The newest record told here is of { $day } and may be out of date; nothing newer is on record.
reports-sources = Sources: { $names }
reports-sources-more = Sources: { $names }; and { $more } more

reports-attested-official = (official)
reports-attested-reported = (reported)
reports-attested-relayed = (second-hand)
reports-attested-disputed = (disputed)

reports-field-rates = Rates
reports-field-measures = Measures
reports-field-talks = Talks
reports-field-issues = Open issues
reports-field-beside = Beside it
reports-field-aim = What is said of it
reports-field-years = By year
reports-field-terms = Terms
reports-field-phases = Phases
reports-field-ends = Ends
reports-field-open = Open
reports-field-settled = Settled
reports-field-stands = How it stands
reports-field-today = How it stands today
reports-field-steps = Step by step
reports-field-coming = Coming
reports-field-past = Past or closed

reports-rate = { $title }: **{ $rate }** since { $since }: { $parts } { $attested }
reports-rate-short = { $title }: **{ $rate }** since { $since } { $attested }.
reports-rate-none = { $title }: no rate on record for that day.
reports-rate-ahead = Announced: { $rate } from { $day }.
reports-step = { $day }: **{ $rate }**, { $what }
reports-measure-rate = { $title } ({ $rate })
reports-measure-from = { $title } (from { $day })
reports-measure-state = { $title } ({ $state })
reports-and-more = { $names }; and { $more } more
reports-state-proposed = Proposed
reports-state-announced = Announced, not in force
reports-state-in-force = In force
reports-state-suspended = Suspended
reports-state-struck-down = Struck down
reports-state-expired = Expired
reports-state-ended = Ended
reports-state-dropped = Dropped

reports-end = { $title }: **{ $when }**, { $standing }.
reports-day-without-hour = { $day } (hour not published)
reports-coming = Next: { $dates }.
reports-deadline-short = **{ $when }** { $title } ({ $standing })
reports-deadline = **{ $when }**: { $title }, { $standing }.
reports-in-days = { $days ->
    [one] in 1 day
   *[other] in { $days } days
}
reports-today = today
reports-passed-open = { $days ->
    [0] passed today, no outcome on record
    [one] passed 1 day ago, no outcome on record
   *[other] passed { $days } days ago, no outcome on record
}
reports-closed = { $outcome } { $attested }
reports-outcome-met = met or took effect
reports-outcome-extended = extended
reports-outcome-lapsed = lapsed
reports-outcome-cancelled = cancelled
reports-outcome-superseded = superseded
reports-hour-not-published = Hour not published.
reports-if-missed = Otherwise: { $text }
reports-no-coming-deadlines = No coming deadline is on record.
reports-more-coming = and { $more } more
reports-issues-short = **{ $state }** ({ $count }): { $names }
reports-more-past = and { $more } earlier ones

reports-last-talks = Last: { $talks }
reports-next-talks = Next: { $talks }
reports-also-open = Also open: { $names }
reports-no-next-talks = Next: none on record.
reports-talks = { $title }, { $days }.

reports-year = { $year }: **{ $amount }**
reports-year-down = { $year }: **{ $amount }**, down { $change } ({ $percent }) on { $before }
reports-year-up = { $year }: **{ $amount }**, up { $change } ({ $percent }) on { $before }
reports-period = { $period }: **{ $amount }**
reports-period-none = No figure is on record for { $year }: the yearly figures run from { $first } to { $last }.
reports-year-none = No figure is on record for { $year }: the yearly figures run from { $first } to { $last }.
reports-year-gap = No figure for { $year } is on record: no full source for that year was found. The other years run from { $first } to { $last }.
reports-no-figure = no figure on record

reports-phase = { $days }: { $text }
reports-phase-since = since { $day }: { $text }

reports-issue-no-status = No status was on record for it at that time.
reports-issue-step = { $day }: { $text }
reports-issue-unknown = There is no issue called “{ $typed }”. Use /issues without a name to see all of them.
reports-issue-did-you-mean = There is no issue called “{ $typed }”. Did you mean { $names }?

reports-event = **{ $days }**: { $title }.
reports-event-phase = { $state } ({ $phase })
reports-event-state = **{ $days }**: { $title }; { $state }.
reports-planned = planned
reports-page = Page { $page } of { $pages }

reports-day-choice = { $iso } for { $day }
reports-day-ambiguous = “{ $typed }” can be read in two ways. Type the day as year-month-day: { $likely }.
reports-day-no-such-day = There is no such day: the last day of that month is { $day }. Type a day like 2025-08-12.
reports-day-no-such-month = “{ $typed }” has no such month: type year-month-day with a month from 01 to 12, like 2025-08-12.
reports-day-not-a-date = “{ $typed }” is no date that I can read. Type the day as year-month-day, like 2025-08-12.
reports-day-almost = Type the day as year-month-day: { $likely }.
reports-day-unknown-zone = “{ $typed }” names a time zone that I do not know. Use a name like America/New_York, or leave it out.
reports-day-future = { $day } has not come yet: today is { $bound }. Only what is on record can be told; leave the day out to see where things stand now, or look at /deadlines for what is due.
reports-day-before-records = Nothing is on record for { $day }: the records begin on { $bound }.
reports-day-wrong-order = The last day comes before the first one. Exchange them.

reports-calendar-name = Deadlines: { $title }

reports-chart-unit-percent = percent
reports-chart-unit-number = number
reports-chart-unit-usd-billion = billion US dollars
reports-chart-source = Source: { $names }
reports-chart-as-of = As of { $day }
reports-chart-missing = no figure
reports-chart-alt-steps = Step chart as of { $day }: { $title }. { $rates }
reports-chart-alt-rate = { $title }: { $steps }.
reports-chart-alt-step = { $rate } from { $day }
reports-chart-alt-bars = Bar chart of { $title } by year from { $first } to { $last }, in { $unit }. Latest: { $latest }. Highest: { $highest }. Lowest: { $lowest }. Without a figure: { $missing }.
reports-chart-none-missing = no year
