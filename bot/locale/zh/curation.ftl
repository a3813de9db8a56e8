curation-slow-openings = 目前 | 截至 | 根据 | 请注意 | 总的来说 | 一般来说 | 关于 | 答案是
