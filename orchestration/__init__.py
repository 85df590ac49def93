"""Dagster wiring, the run of dbt, publication and the command line. No business rule about deals stands here.

paths.py        where everything is, from the environment
files.py        atomic writes
run_lock.py     one warehouse run at a time, across processes
landing.py      what the gate let through becomes Parquet; what it refused is kept with its reasons
dbt_project.py  the parsed dbt project and one dbt invocation inside this process
publishing.py   audit, atomic publication, rollback
headlines.py    the three answers that a run prints
answers.py      the answers that stand in the documents
raw_assets.py   one multi-asset per source, made from the contracts
dbt_assets.py   the models and their tests as assets and checks
publication.py  the publication as an asset
instance.py     the Dagster instance of a headless run
progress.py     how long the parts of a headless run took, why it failed
console.py      what a run prints while it goes
downloads/      public files into raw/, when asked for
automation.py   job, schedule, sensor
definitions.py  assembly only
cli.py          the `gigaledger` command
"""
