"""What curators learn from the people who ask: gaps, feedback, statistics."""
