# Discord: descriptions of commands (at most 100 characters), labels of buttons, and what people are told.

discord-ask = Ask anything about the subject in your own words
discord-ask-question = Your question, or pick a suggestion
discord-ask-private = Only you see the answer
discord-as-of = Tell what held on that day: a date, or words like “last summer”
discord-status = Where things stand, on one screen
discord-report-period = A year or another period, like 2024 or 2025-H1
discord-report-kind = Which figures
discord-issues = The issues between the parties, or one of them in full
discord-issues-issue = An issue; leave it out for the list
discord-deadlines = What is due when, and what came of what was
discord-timeline = Talks, measures and deadlines between two days
discord-timeline-since = The first day: a date, or words like “last summer”
discord-timeline-until = The last day: a date, or words like “last summer”
discord-help = What to ask, and who can do what
discord-about = Version, state of the knowledge, and privacy
discord-reminders = Reminders of deadlines, once each and on time
discord-reminders-subscribe = Post reminders here, or change them: what you leave out stays as it is
discord-reminders-unsubscribe = Stop reminders in a channel
discord-reminders-list = The reminders of this server, or your own
discord-reminders-test = Post the next reminder as it would read now
discord-reminders-channel = The channel; the current one if left out
discord-reminders-deleted = A channel with reminders that is gone
discord-reminders-topics = Topics, separated by commas, or all; all of them at first
discord-reminders-leads = How long before, like 7d, 1d, 1h
discord-reminders-role = A role to ping
discord-reminders-no-role = Ping no role any more
discord-reminders-language = The language of the reminders
discord-knowledge = For curators
discord-knowledge-reload = Read the knowledge folder again
discord-knowledge-gaps = Questions asked in vain
discord-knowledge-stats = How much is known, how answers were rated, what is overdue

discord-sources = Sources
discord-sources-count = { $count ->
    [one] 1 source
   *[other] { $count } sources
}
discord-history = How it came about
discord-look-history = History
discord-in-full = In full
discord-related = Ask next…
discord-entry-gone = This leads nowhere any more: what it told of is gone, or goes by another name. Perhaps one of these helps, or ask in your own words.
discord-a-link = (link)
discord-delete = Delete
discord-delete-not-yours = Only the person who asked can delete this answer. A moderator can delete it as any other message.
discord-button-outdated = This button no longer leads anywhere. Please ask again.
discord-thumb-up = Good
discord-thumb-down = Bad
discord-thanks-up = Thank you. Noted as helpful.
discord-thanks-down = Thank you. The curators will see that this answer did not help. Why?
discord-wait = One question every { $seconds ->
    [one] second
   *[other] { $seconds } seconds
}, please. Ask again in a moment.
discord-busy = Too many questions are waiting just now. Please ask again in a moment.
discord-too-slow = I could not read that in time. Please ask in fewer words.
discord-answered-directly = I may not write in { $channel }, so here is your answer. A moderator can let me: I need View Channel and Send Messages there.
discord-menu-empty = There is no text in that message that I could answer.
discord-menu-own = That message is one of mine.

discord-screen-status = Status
discord-screen-issues = Issues
discord-screen-deadlines = Deadlines
discord-screen-timeline = Timeline
discord-earlier = ◀ Earlier
discord-later = Later ▶
discord-choose-issue = Choose an issue
discord-choose-year = Choose a year
discord-choose-kind = Choose figures
discord-no-period = “{ $typed }” is no period. Write like 2024, 2025-H1, 2025-Q3 or 2025-06, or pick one from the list.
discord-more = More about this
discord-calendar = For your calendar.

discord-help-title = What would you like to do?
discord-help-intro = I answer questions about { $title } from checked, dated and sourced records, and I say so when I don't know. Mention me anywhere and ask, or choose below.
discord-help-choose = I would like to…
discord-help-ask-label = Ask a question
discord-help-ask-hint = In your own words, anywhere
discord-help-ask =
    • Mention me in a message, write to me directly, or use `/ask`. On somebody's message: Apps → Answer this.
    • Ask on: “and in 2019?”, “why?”, “source?”. Reply to my answer with its ping on; with it off, Discord hides the text from me.
    • Edit your question and I edit the answer; delete it and mine goes, too.
    For example:
discord-help-look-label = See where things stand
discord-help-look-hint = The reports, on one screen each
discord-help-look = { $reports }
discord-help-earlier-label = Look at an earlier day
discord-help-earlier-hint = What held then, and what was known
discord-help-earlier =
    • In a question: “in March 2025”, “before the ruling”, “as of 29 July 2025”.
    • In a report: the option `as_of`, with a day in your own words or from its list. { $reports }
discord-help-remind-label = Be reminded of deadlines
discord-help-remind-hint = Yourself, or a channel; calendar and events, too
discord-help-remind =
    • Press **Remind me** under an answer with a date in it, or end your question with “remind me”.
    • For a channel: `/reminders subscribe`, then `/reminders panel` for topics, quiet hours or one message a week. That takes Manage Channels.
    • For your calendar: `/deadlines` brings a file.
discord-help-wrong-label = Say that something is wrong
discord-help-wrong-hint = Curators read it, without your name
discord-help-wrong =
    Press 👎 under the answer and say why. **Report a wrong fact…** takes a few words and, best, a source.
discord-help-server-label = Set me up in a server
discord-help-server-hint = Which permissions I need for what
discord-help-server =
    • For answers: View Channel, Send Messages and Read Message History. In threads: Send Messages in Threads.
    • For reminders: Attach Files, too. For server events: Create Events.
    • Reminders begin with `/reminders subscribe`.
discord-help-server-lacks = Here I lack: { $names }. Whoever manages this channel can allow it.
discord-help-server-fine = Here I lack nothing.
discord-help-privacy-label = Know what is kept of me
discord-help-privacy-hint = And have it removed
discord-help-privacy =
    I keep no messages. A question that I could not answer is kept for the curators without who asked it. Your thumbs, with what you say of them, and your own reminders are kept until you press Forget me. More in `/about`.
discord-help-curate-label = Curate what I know
discord-help-curate-hint = For curators
discord-help-curate =
    • `/knowledge gaps`: what was asked in vain. `/knowledge complaints`: why answers did not help.
    • `/knowledge reload` puts edits to use. `/knowledge weekly` tells a channel what is due. `/knowledge stats` counts.

discord-about-title = About Parley
discord-about-knowledge = Knowledge
discord-about-revision = Revision { $revision }, last checked on { $day }
discord-about-running = Running
discord-about-uptime =
    Version { $version }, up for { $uptime }
    Reminders last looked at: { $tick }
discord-about-no-tick = not yet
discord-about-privacy-title = Privacy
discord-about-privacy =
    I keep no messages. A question that I could not answer is kept for the curators without who asked it.
    Your thumbs, with what you say of them and the answer they are about, and your own reminders are kept until you press Forget me.
discord-span = { $days ->
    [0] { "" }
    [one] 1 day{ " " }
   *[other] { $days } days{ " " }
}{ $hours } h { $minutes } min
discord-forget = Forget me
discord-forgotten = Done: { $votes ->
    [0] no votes
    [one] 1 vote
   *[other] { $votes } votes
} and { $reminders ->
    [0] no reminders
    [one] 1 reminder
   *[other] { $reminders } reminders
} of yours were removed.

discord-knowledge-not-yours = Only the curators named in the bot's config.yaml can do that.
discord-knowledge-anyway = Take it although own questions are lost
discord-knowledge-broken = Nothing was changed, because the folder has { $count ->
    [one] 1 error
   *[other] { $count } errors
}:
discord-knowledge-worse = Nothing was changed: of your own questions { $count ->
    [one] 1 that had a right reply would lose it
   *[other] { $count } that had a right reply would lose it
} ({ $right } of { $asked } right). Mend these, or run /knowledge reload with `anyway`:
discord-knowledge-failed = Nothing was changed, because the folder could not be read again. The log says why.
discord-knowledge-unchanged = Nothing has changed: revision { $revision }, { $entries } entries.
discord-knowledge-taken = Read again: revision { $revision }, { $entries } entries. { $right } of { $asked } own questions right.
discord-knowledge-gaps-title = Asked in vain
discord-knowledge-no-gaps = Nothing was asked in vain so far.
discord-gap-add = Add to entry…
discord-gap-out = Out of scope…
discord-gap-dismiss = Dismiss
discord-gap-entry = Id of the entry that answers it
discord-gap-kind = Id of the declined kind that it is of
discord-gap-written = Written for `{ $id }`: { $count ->
    [one] 1 question
   *[other] { $count } questions
}. /knowledge reload puts it to use.
discord-knowledge-stats-title = Statistics
discord-knowledge-rated = Votes: 👍 { $up } 👎 { $down }
discord-knowledge-stale = Past their review date
discord-knowledge-passed = Passed, and no outcome on record
discord-knowledge-more = and { $count } more
discord-knowledge-counts =
    { $entries } entries, { $records } dated records, { $sources } sources, { $deadlines } deadlines
    Revision { $revision }, last checked on { $day }
    Questions asked in vain: { $gaps }

discord-notice-me = Remind me too
discord-notice-later = Later…
discord-notice-set = Change reminders
discord-notice-ics = Calendar
discord-reminded-hello = You will get reminders here of: { $title }, { $when }. Change or stop them with /reminders panel.
discord-reminded-already = You are reminded of this already, in your direct messages: { $title }.
discord-reminded = Done. You will be reminded in your direct messages of: { $title }.
discord-reminded-closed = Your direct messages are closed to me. Allow them for this server (Privacy Settings), then press again.
discord-reminded-nothing = Nothing was switched on: at your lead times no reminder of this is still to come: { $title }.
discord-reminders-on = Reminders are on
discord-reminders-line = { $place ->
    [here] Here
   *[other] { $place }
}: { $topics }; { $leads }
discord-reminders-every = all
discord-reminders-where-here = here
discord-reminders-where-channel = in { $channel }
discord-reminders-all = all topics
discord-reminders-pings = Pings { $role }
discord-reminders-paused = Paused since { $since }: I lack permissions there.
discord-reminders-gone = This channel is gone: remove it with /reminders unsubscribe, option `deleted`.
discord-reminders-unseen = I do not see this channel: it is an archived thread, or deleted; then remove it with /reminders unsubscribe, option `deleted`.
discord-reminders-unseen-choice = Channel { $id } ({ $topics })
discord-reminders-seen = I still see that channel. Name it with the option `channel`.
discord-reminders-not-yours-here = You need the permission **Manage Channels** in the whole server for that.
discord-reminders-preview = What will be posted, as things stand
discord-reminders-change = Change with /reminders subscribe, stop with /reminders unsubscribe
discord-reminders-stopped = Reminders { $where } are off.
discord-reminders-none-here = There are no reminders { $where }. Switch them on with /reminders subscribe.
discord-reminders-no-list = There are no reminders yet. Switch them on with /reminders subscribe.
discord-reminders-list-title = Reminders
discord-reminders-nothing-ahead = No deadline lies ahead for these topics.
discord-reminders-tested = Posted { $where }.
discord-reminders-test-refused = Discord does not let me post { $where }.
discord-reminders-test-maybe = Discord did not confirm the test { $where }; please look whether it has come.
discord-reminders-test-failed = Discord did not take the test { $where }. Please try again in a moment.
discord-reminders-no-channel-here = In direct messages reminders come here; leave the channel out.
discord-reminders-no-role-here = There are no roles in direct messages; leave the role out.
discord-reminders-not-there = Reminders cannot be posted in this kind of channel.
discord-reminders-not-yours = You need the permission **Manage Channels** in { $channel } for that.
discord-reminders-missing = Nothing was changed. I lack in { $channel }: { $names }. Please allow that, then try again.
discord-reminders-lacking = Missing there now: { $names }.
discord-reminders-role-everyone = The role @everyone is never pinged. Choose another one.
discord-reminders-role-not-mentionable = You may not ping that role. A moderator can switch on **Allow anyone to @mention this role** in the role's settings, or give you the permission **Mention Everyone**.
discord-reminders-role-bot-may-not = Nothing was changed: I may not ping that role. Switch on **Allow anyone to @mention this role** in the role's settings, or give me the permission **Mention Everyone** in { $channel }; then try again.
discord-reminders-role-gone = That role no longer exists.
discord-reminders-topic = There is no topic “{ $typed }”. The topics are: { $known }.
discord-reminders-lead = “{ $typed }” is no lead time. Write like 7d, 12h or 90m, separated by commas.
discord-reminders-lead-minutes = “{ $typed }” is no whole number of minutes. Write like 7d, 12h or 90m, separated by commas.
discord-reminders-lead-long = A lead time is at most { $days } days.
discord-reminders-leads-many = At most { $most } lead times, please.

discord-permission-view_channel = View Channel
discord-permission-send_messages = Send Messages
discord-permission-send_messages_in_threads = Send Messages in Threads
discord-permission-embed_links = Embed Links
discord-permission-attach_files = Attach Files
discord-permission-read_message_history = Read Message History
discord-permission-mention_everyone = Mention Everyone
discord-permission-open_thread = an open thread (this one is archived and locked)
discord-permission-end_of_timeout = the end of my time-out

discord-trouble-forbidden = Discord does not let me do that here. A moderator can allow it; /help lists the permissions that I need.
discord-trouble-not-allowed = You need the permission Manage Channels for that.
discord-trouble-wrong-place = That works in a server only.
discord-trouble-outdated = That command has changed. Press Ctrl+R (or restart the app) and try again.
discord-trouble-discord = Discord did not take that just now. Please try again in a moment.
discord-trouble-store = My memory is out of reach just now, so nothing was changed. Please try again in a moment.
discord-trouble-bug = Something went wrong on my side; it is in my log as { $reference }. Please try again, or ask in other words.
discord-status-tick = Reminders last looked at { $tick }

discord-reminders-panel = What is set in a channel, what comes next, and buttons to change it
discord-knowledge-weekly = Tell a channel once a week what curators have to look at
discord-knowledge-weekly-off = Stop it
discord-knowledge-weekly-done = From now on, once a week { $where }: what is to be checked, what passed with no outcome, what was asked in vain. Choose a channel that only curators read.
discord-knowledge-weekly-stopped = Stopped { $where }.
discord-knowledge-use = Choose what this server asks about (Manage Server)
discord-knowledge-base = What it is to be about
discord-knowledge-use-server-only = What a server asks about is chosen in a server that I was added to.
discord-knowledge-use-not-yours = You need the permission **Manage Server** for that.
discord-knowledge-no-base = I have no records under { $typed }. There are: { $known }.
discord-knowledge-using =
    From now on this server asks about { $title }: answers, reports and reminders. Its commands change within a minute.
    Topics that channels chose for reminders stay as they are named; look at them with `/reminders list`.
discord-panel-start = Switch reminders on…
discord-panel-change = Change…
discord-panel-hours = Quiet hours, week…
discord-panel-test = Test
discord-panel-stop = Stop
discord-panel-form = Reminders
discord-panel-channel = Channel
discord-panel-role = Role to ping (none if left empty)
discord-panel-topics = Topics
discord-panel-leads = How long before
discord-panel-language = Language
discord-panel-hours-form = Quiet hours and weekly message
discord-panel-zone = Time zone
discord-panel-zone-help = Like America/New_York, or a city
discord-panel-quiet = Quiet hours (none if left empty)
discord-panel-quiet-help = Like 22:00-07:00. What cannot wait comes without a sound.
discord-panel-day = One message a week
discord-panel-day-help = It takes the place of single reminders
discord-panel-hour = At what time
discord-panel-day-off = No: single reminders
discord-panel-day-0 = Monday
discord-panel-day-1 = Tuesday
discord-panel-day-2 = Wednesday
discord-panel-day-3 = Thursday
discord-panel-day-4 = Friday
discord-panel-day-5 = Saturday
discord-panel-day-6 = Sunday
discord-panel-quiet-line = Quiet from { $begin } to { $end } ({ $zone })
discord-panel-digest-line = One message a week; the next: { $next }
discord-panel-review-line = For curators, once a week; the next: { $next }
discord-panel-no-zone = “{ $typed }” is no time zone that I know. Did you mean { $likely }?
discord-panel-no-quiet = “{ $typed }” are no hours. Write like 22:00-07:00, or leave it empty.
discord-panel-no-hour = “{ $typed }” is no time of day. Write like 09:00.
discord-later-choose = When shall I tell it again?
discord-later-nothing = No moment is left before this date.
discord-later-done = You will hear of it again { $when }: { $title }
discord-later-me-hour = To me, in 1 hour
discord-later-me-hours = To me, in 4 hours
discord-later-me-day = To me, in 1 day
discord-later-me-days = To me, in 3 days
discord-later-me-week-before = To me, 7 days before
discord-later-me-day-before = To me, 1 day before
discord-later-me-hour-before = To me, 1 hour before
discord-later-here-hour = Here, in 1 hour
discord-later-here-hours = Here, in 4 hours
discord-later-here-day = Here, in 1 day
discord-later-here-days = Here, in 3 days
discord-later-here-week-before = Here, 7 days before
discord-later-here-day-before = Here, 1 day before
discord-later-here-hour-before = Here, 1 hour before

discord-knowledge-complaints = Why answers did not help
discord-knowledge-complaints-title = Why answers did not help
discord-knowledge-no-complaints = Nobody has voted against an answer so far.
discord-why-wrong = Wrong
discord-why-other = Not what I asked
discord-why-old = Out of date
discord-why-unclear = Unclear
discord-why-report = Report a wrong fact…
discord-why-words = Say more…
discord-why-noted = Noted for the curators. You can add a few words.
discord-why-form = What is wrong?
discord-why-what = In a few words
discord-why-what-help = Curators read this, without your name. A source helps.
discord-why-thanks = Thank you. The curators will read it.

discord-arrived-title = Hello, { $server }
discord-arrived = I answer questions about { $title } from dated, sourced records, and post its deadlines once and on time. Mention me, or use `/ask`. For example:
discord-arrived-bases = Whoever manages this server can choose another subject with `/knowledge use`: { $titles }.
discord-arrived-lacks = What I still need here
discord-arrived-lacks-answers = For whole answers: { $names }
discord-arrived-lacks-reminders = For reminders: { $names }

discord-remind = Remind me
discord-remind-me = In my messages
discord-remind-dm = Remind me here
discord-remind-here = In this channel
discord-remind-ics = Calendar file
discord-remind-which = There are several dates in this answer. Which one?
discord-remind-choose = Choose a date
discord-remind-none = The dates in this answer have passed, or are no longer on record. /deadlines tells what is ahead.
discord-remind-press = There are several dates in this answer: press { $button } under it and choose one.
discord-reminded-here = Done. Reminders of this will be posted { $where }: { $title }.
discord-reminded-here-already = This is posted { $where } already: { $title }.

# Names of commands and of their options: small letters, no spaces, at most 32 characters.
discord-name-ask = ask
discord-name-status = status
discord-name-issues = issues
discord-name-deadlines = deadlines
discord-name-timeline = timeline
discord-name-help = help
discord-name-about = about
discord-name-reminders = reminders
discord-name-subscribe = subscribe
discord-name-unsubscribe = unsubscribe
discord-name-list = list
discord-name-test = test
discord-name-panel = panel
discord-name-knowledge = knowledge
discord-name-reload = reload
discord-name-gaps = gaps
discord-name-stats = stats
discord-name-weekly = weekly
discord-name-complaints = complaints
discord-name-use = use
discord-name-answer-this = Answer this
discord-option-question = question
discord-option-private = private
discord-option-issue = issue
discord-option-since = since
discord-option-until = until
discord-option-channel = channel
discord-option-topics = topics
discord-option-leads = leads
discord-option-role = role
discord-option-language = language
discord-option-deleted = deleted
discord-option-off = off
discord-option-period = period
discord-option-kind = kind
discord-option-product = product
discord-option-as-of = as_of
discord-option-no-role = no_role
discord-option-anyway = anyway
discord-option-base = base

# What the application says of itself, at most 400 characters.
discord-description = Answers questions about { $title } from dated, sourced records, says so when it does not know, and reminds of deadlines once and on time. Mention me, or use /ask.

discord-understood = “{ $typed }” was read as { $day }.
discord-no-day = “{ $typed }” is no day that I can read. Write like 29 July 2025, 2025-07-29, last summer or before { $name }, or pick one from the list.
discord-no-kind = There are no figures “{ $typed }” here. Choose { $known }.
discord-report-product = What it is on a product: an answer with its source
discord-product-question = { $report } on { $product }
discord-no-product = “{ $typed }” is no product that I know. Pick one from the list, or ask with `/ask`.

discord-remind-event = Server event
discord-event-made = Done. It stands among this server's events, and moves when the date moves: { $url }
discord-event-there = It stands among this server's events already: { $url }
discord-event-late = Its time has begun, so there is no event to make: { $title }.
discord-event-if-missed = If it passes without an outcome: { $text }
discord-event-whole-day = Hour not published: the whole day in { $zone }
discord-event-server-only = Events can be made in a server that I was added to.
discord-event-not-yours = You need the permission { $name } for that. Whoever manages this server can give it to you.
discord-event-lacks = I lack { $name } here. Whoever manages this server can allow it; then press again.
discord-permission-create_events = Create Events
discord-relays = passing on { $names }
