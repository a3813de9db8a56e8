knowledge-this-base = 本知识库
