"""Views of the knowledge base at a moment, as data; their text, charts and calendar."""
