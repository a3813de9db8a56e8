# Discord: descriptions of commands (at most 100 characters), labels of buttons, and what people are told.

discord-ask = Ask anything about the subject in your own words
discord-ask-question = Your question, or pick a suggestion
discord-ask-private = Only you see the answer
discord-sources = Sources
discord-delete = Delete
discord-delete-not-yours = Only the person who asked, or a moderator, can delete this answer.
discord-button-outdated = This button no longer leads anywhere. Please ask again.
discord-thanks-up = Thank you. Noted as helpful.
discord-thanks-down = Thank you. The curators will see that this answer did not help.
discord-wait = One question every { $seconds ->
    [one] second
   *[other] { $seconds } seconds
}, please. Ask again in a moment.
discord-answered-directly = I may not write in { $channel }, so here is your answer. A moderator can let me: I need View Channel and Send Messages there.
discord-menu-empty = There is no text in that message that I could answer.
discord-menu-own = That message is one of mine.
discord-trouble-forbidden = Discord does not let me do that here. A moderator can allow it; /help lists the permissions that I need.
discord-trouble-not-allowed = You need the permission Manage Channels for that.
discord-trouble-wrong-place = That works in a server only.
discord-trouble-outdated = That command has changed. Press Ctrl+R (or restart the app) and try again.
discord-trouble-discord = Discord did not take that just now. Please try again in a moment.
discord-trouble-bug = Something went wrong on my side; it is in my log as { $reference }. Please try again, or ask in other words.
