# Notices of deadlines

reminders-title-lead = { $title }
reminders-title-moved =
    { $change ->
        [day_known] Day now known: { $title }
        [hour_known] Hour now known: { $title }
        [hour_open] Hour no longer certain: { $title }
        [hour] New hour: { $title }
       *[date] New date: { $title }
    }
reminders-title-outcome = Outcome: { $title }
reminders-title-withdrawn = Correction: { $title }
reminders-title-test = Test, as it would read now: { $title }

reminders-due-deadline = Runs out { $when }.
reminders-due-event = Takes place { $when }.
reminders-due-release = To be published { $when }.
reminders-due-start = Begins { $when }.
reminders-passed = The date was { $when }. No outcome is on record.

reminders-else-deadline = If nothing is done: { $text }
reminders-else-event = What depends on it: { $text }
reminders-else-release = What depends on it: { $text }
reminders-else-start = What it brings: { $text }

reminders-moved-from =
    { $change ->
        [day_known] The day is now known. You were told: { $when }.
        [hour_known] The hour is now known; the day is the same. You were told: { $when }.
        [hour_open] The day is the same; its hour is no longer certain. You were told: { $when }.
        [hour] The hour has changed; the day is the same. You were told: { $when }.
       *[date] The date has changed. You were told: { $when }.
    }

reminders-withdrawn = An outcome that was told here has been withdrawn.

reminders-outcome-met = Met on { $day }.
reminders-outcome-extended = Extended on { $day }.
reminders-outcome-lapsed = Lapsed on { $day }.
reminders-outcome-cancelled = Cancelled on { $day }.
reminders-outcome-superseded = Superseded on { $day }.
reminders-outcome-was = The date was { $when }.
reminders-outcome-next = In its place: { $title }, { $when }.

reminders-when-exact = { $moment }, { $left }
reminders-when-today = on { $day }, today where it counts (hour not published)
reminders-when-tomorrow = on { $day }, tomorrow where it counts (hour not published)
reminders-when-ahead = on { $day }, in { $days } days (hour not published)
reminders-when-past =
    { $days ->
        [one] on { $day }, yesterday where it counts (hour not published)
       *[other] on { $day }, { $days } days ago (hour not published)
    }
reminders-when-month = in { $month } (day not published)

reminders-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
reminders-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
reminders-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
reminders-left-ahead = in { $span }
reminders-left-past = { $span } ago
reminders-left-now = within a minute of now

reminders-attested-official = Attested by the issuing body's own text
reminders-attested-reported = Reported by press or analysis
reminders-attested-relayed = Known at second hand only
reminders-attested-disputed = Disputed: sources differ

reminders-stale = Last checked on { $day }; this may be out of date.
reminders-stale-unknown = Past its review date; this may be out of date.

reminders-footer = Change or stop these reminders with /reminders panel

# What is told to whoever looks after a subscription

reminders-trouble-forbidden = I may not post reminders in { $channel } any more, so they are paused. Give me the permissions View Channel, Send Messages, Embed Links, Attach Files and Read Message History there; they then resume by themselves.
reminders-trouble-gone = The channel { $channel } that got reminders is gone, so they are paused. Subscribe another channel with /reminders subscribe.
reminders-trouble-cannot_read = I cannot tell whether a reminder reached { $channel }, because I may not read its history. Give me the permission Read Message History there; I then check, and post it if it is missing.
reminders-trouble-rejected = Discord rejected a reminder for { $channel }. It was not posted; the operator's log has the reason.

reminders-planned-lead = { $moment }: { $title } ({ $lead })
reminders-lead-before = { $span } before
reminders-lead-before-day = { $span } before that day begins
reminders-lead-at-once = at the time itself
reminders-lead-at-day = as that day begins

# Once a week

reminders-week-title = The week ahead
reminders-week-ahead = Due this week
reminders-week-moved = Moved since I last wrote
reminders-week-closed = Decided since I last wrote
reminders-week-line = { $title }: { $when }
reminders-week-closed-line = { $title }: { $outcome }
reminders-week-later = After that: { $title }, { $when }
reminders-week-more = and { $count } more
reminders-week-review-title = For the curators: this week
reminders-week-stale = To be checked again in the next seven days
reminders-week-stale-line = `{ $name }` by { $day }
reminders-week-passed = Passed, with no outcome on record
reminders-week-asked = Asked in vain most often
reminders-week-asked-line = { $count } × { $question }
