"""The one registry of raw tables. Everything that has to do with every table loops over it.

A new source adds its module's contracts to CONTRACTS, or its SnapshotSource to SNAPSHOT_SOURCES; nothing else in
Python changes.
"""

from contracts_schema.articles import ARTICLES
from contracts_schema.contract import Contract
from contracts_schema.register import REGISTER
from contracts_schema.upstream.epoch import EPOCH
from contracts_schema.upstream.ercot_gis import ERCOT_GIS
from contracts_schema.upstream.iso_queues import ISO_QUEUES
from contracts_schema.upstream.lbnl_queued_up import LBNL_QUEUED_UP
from contracts_schema.upstream.sec_companyfacts import SEC_COMPANYFACTS
from contracts_schema.upstream.snapshot import SnapshotSource

CONTRACTS: tuple[Contract, ...] = (*REGISTER, *ARTICLES)

SOURCES: tuple[str, ...] = tuple(dict.fromkeys(contract.source for contract in CONTRACTS))


def contracts_of(source: str) -> tuple[Contract, ...]:
    """Contracts of one source, in registry order."""
    return tuple(contract for contract in CONTRACTS if contract.source == source)


def contract(source: str, table: str) -> Contract:
    """The contract of one table; KeyError where there is none."""
    return {(c.source, c.table): c for c in CONTRACTS}[(source, table)]


SNAPSHOT_SOURCES: tuple[SnapshotSource, ...] = (ERCOT_GIS, ISO_QUEUES, LBNL_QUEUED_UP, EPOCH, SEC_COMPANYFACTS)


def snapshot_source(name: str) -> SnapshotSource:
    """The snapshot source of that name; KeyError where there is none."""
    return {source.name: source for source in SNAPSHOT_SOURCES}[name]
