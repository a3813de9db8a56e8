# Discord：命令说明（最多 100 字）、按钮文字和对用户说的话。

discord-ask = 用自己的话问任何相关问题
discord-ask-question = 你的问题，或从建议中选一个
discord-ask-private = 只有你能看到回答
discord-sources = 来源
discord-delete = 删除
discord-delete-not-yours = 只有提问者或管理员可以删除这条回答。
discord-button-outdated = 这个按钮已经失效，请重新提问。
discord-thanks-up = 谢谢，已记为有帮助。
discord-thanks-down = 谢谢，编辑会看到这条回答没有帮到你。
discord-wait = 每 { $seconds } 秒只能问一个问题，请稍后再问。
discord-answered-directly = 我不能在 { $channel } 发言，所以在这里回答你。管理员可以给我“查看频道”和“发送消息”权限。
discord-menu-empty = 那条消息里没有我能回答的文字。
discord-menu-own = 那是我自己的消息。
discord-trouble-forbidden = Discord 不允许我在这里这样做。管理员可以授权；/help 列出了我需要的权限。
discord-trouble-not-allowed = 这需要“管理频道”权限。
discord-trouble-wrong-place = 这只能在服务器里使用。
discord-trouble-outdated = 这个命令已更新。请按 Ctrl+R（或重启应用）后再试。
discord-trouble-discord = Discord 刚才没有接受，请稍后再试。
discord-trouble-bug = 我这边出了问题，日志编号 { $reference }。请再试一次，或换个说法提问。
