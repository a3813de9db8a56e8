knowledge-this-base = this knowledge base
