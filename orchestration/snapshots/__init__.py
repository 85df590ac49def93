"""Snapshots of published files: from raw/<source>/<as-of>/ to landed Parquet, one piece per file and table.

Belongs here: which folders are to be loaded, which issue of a date counts, what changed from one snapshot to the next,
the records of loads. Does not belong here: layouts and contracts of sources (`contracts_schema.upstream`), the history
of a request (dbt).
"""
