terminal-greeting = 请用自己的话询问{ $title }。输入数字选择建议，Ctrl-D 结束。
terminal-greeting-details = 共收录{ $entries }个问题，最近核对于{ $checked }。
terminal-preparing = 正在读取知识库……
terminal-all = 查看全部：--all
