"""Odds of dates: reference classes of delay, forecasts from them, and how such forecasts have fared.

Pure functions on frames and arrays; only `commands.py` knows files. Nothing here is imported by a warehouse run: what
runs need of it are the committed seeds `reference_classes` and `reference_class_delays`.
"""
