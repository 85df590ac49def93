"""Measurements; run with `make bench`. Nothing here is a test: no figure is asserted."""
