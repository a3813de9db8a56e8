"""One extension for each thing that people do."""
