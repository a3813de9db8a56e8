"""What several tests share: a small base, and a fixed clock."""
