"""Discord: the only package that imports discord. It parses, calls a service and renders."""
