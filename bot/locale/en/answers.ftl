answers-since = since { $day }
answers-attestation-official = official
answers-attestation-reported = reported
answers-attestation-relayed = second-hand
answers-attestation-disputed = disputed
answers-deadline-upcoming = **{ $when }**: { $title } (in { $days ->
    [one] 1 day
   *[other] { $days } days
}).
answers-deadline-today = **{ $when }**: { $title } (today).
answers-deadline-passed-open = **{ $when }**: { $title }. It passed { $days ->
    [0] today
    [one] 1 day ago
   *[other] { $days } days ago
}; no outcome on record.
answers-deadline-met = { $when }: { $title }. Met or took effect ({ $attested }). { $note }
answers-deadline-extended = { $when }: { $title }. Extended ({ $attested }). { $note }
answers-deadline-lapsed = { $when }: { $title }. Lapsed ({ $attested }). { $note }
answers-deadline-cancelled = { $when }: { $title }. Cancelled ({ $attested }). { $note }
answers-deadline-superseded = { $when }: { $title }. Superseded ({ $attested }). { $note }
answers-as-of = As of { $day }
answers-told-as-of = As of { $day } (an earlier day)
answers-checked = checked { $day }
answers-stale = last checked on { $day }, may be out of date
answers-stale-unknown = past its review date, may be out of date
answers-known-assumed = day of publication assumed
answers-sources = Sources: { $titles }
answers-records-begin = I have nothing on record for { $day }: my records on this begin on { $since }.
answers-records-end = I have nothing on record for { $day }: my records on this end on { $until }.
answers-no-reason = I have no reason for that on record, beyond what I told.
answers-no-record = I have nothing on record for that.
answers-no-figure = I have no figure that I can stand behind for { $period }. My yearly figures run from { $first } to { $last }, with gaps where no full source was found.
answers-one-figure = I have no figure that I can stand behind for { $period }: I only have { $known }.
answers-unknown = I don't know that. I only answer from my own checked records about { $title }.
answers-unknown-place = I don't know that: my records are about { $title }, not about { $words }.
answers-unknown-name = I don't know that: “{ $words }” is not in my records about { $title }.
answers-unknown-figure = I don't know that: { $words } stands nowhere in my records about { $title }.
answers-not-told = I have nothing on record about “{ $words }” there.
answers-not-told-kind = I know of that, but not what you ask of it.
answers-choose = I am not sure which of these you mean:
answers-help = Ask me about { $title } in your own words. For example:
answers-empty = I see no question there. Ask me about { $title } in your own words.
answers-unreadable-script = I can read English and Chinese only. Please ask in one of them.
answers-step = • { $day }: { $rate } ({ $what })
answers-happened = **{ $days }**: { $title }. { $detail }
answers-happened-alone = **{ $days }**: { $title }.
answers-more-happened = and { $count } more, in `/timeline`
answers-steps = It changed in that time:
answers-then-and-now = That was on { $then }. On { $today }: { $text }
answers-yes = Yes.
answers-no = No: { $instead }
answers-no-alone = No.
answers-held = { $value }; { $claimed } held { $days }.
answers-change = • { $day }: { $text }
answers-change-rate = **{ $rate }** ({ $what })
answers-change-set = { $title }: the date now set.
answers-change-moved = { $title }: an earlier date, since moved.
answers-sure-official = It stands in the issuing body's own text.
answers-sure-reported = It rests on press or analysis, not on an official text.
answers-sure-relayed = It is second-hand only: I have not seen the text itself.
answers-sure-disputed = The sources differ on it.
answers-disputed = That is what my records say. They rest on:
answers-report = Your doubt is noted for the curators, without your name. A thumb down under the answer counts, too; best of all is a source that says otherwise.
answers-unsure = I am not sure that I understand you. Perhaps this is what you mean:
answers-other-half = As for “{ $asked }”: { $text }
answers-untranslated = (I have this in English only.)
answers-warming-up = I am still warming up: for a minute or two I know questions only as they are written in my records. These work, and so do the reports:

# How people ask to be reminded: what ends a question, what says how early, and what may follow politely.
answers-remind-last = remind me, and remind me, please remind me, remind me please, remind me of it, remind me of that, remind me then, remind me too, can you remind me, could you remind me, set a reminder, set me a reminder, ping me, notify me, dm me
answers-remind-early = remind me before, remind me ahead of, remind me a day before, remind me a week before, remind me the day before, remind me in time, remind me when, notify me before, notify me when, ping me before, ping me when, dm me before, dm me when
answers-remind-asked = when does { $rest }
answers-remind-thanks = please, pls, thanks, thank you, thx
