"""What is true, and when."""
