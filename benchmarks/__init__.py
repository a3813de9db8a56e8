"""Benchmarks: what was measured, side by side, on the same data in the same run. Never part of the tests."""
