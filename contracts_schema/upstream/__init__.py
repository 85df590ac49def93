"""Readers and contracts of the public files that grid operators, researchers and regulators publish.

Belongs here: one module per source with its reader (file as published -> text frames) and its contracts, and what the
readers share (`snapshot.py`, `workbook.py`). Does not belong here: judging rows (`bulk_gate.py`), folders of the
warehouse, Dagster.
"""
