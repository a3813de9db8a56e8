terminal-greeting = Ask about { $title } in your own words. A number picks a suggestion; Ctrl-D ends.
terminal-greeting-details = { $entries } questions on record, last checked { $checked }.
terminal-preparing = Reading the knowledge base …
terminal-all = The whole of it: --all
