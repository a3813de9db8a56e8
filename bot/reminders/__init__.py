"""What is due, to whom, exactly once."""
