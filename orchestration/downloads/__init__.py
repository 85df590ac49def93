"""Downloads of public files into raw/. Nothing here runs unless it is asked for, and nothing here reads what a file says.

faults.py    why a download fails: a fault that may pass, or a refusal
rules.py     what a download is, and what its file must be
content.py   whether a received file is what it must be
settings.py  time limits, waits, user agent
transfer.py  one request: a stream into a file
fetcher.py   pace, redirects, attempts
shelf.py     the dated folders of a source with their provenance records
sources.py   the registry: which files there are and where
fetching.py  all files of one source, each with its outcome
assets.py    one Dagster asset per source, the job, the weekly schedule
"""
