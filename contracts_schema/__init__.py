"""Data contracts: what every raw table must look like, and nothing else.

Belongs here: column definitions, vocabularies, contracts, the gate that judges a file against its contract, and the
generator of what is derived from them (dbt sources and staging, documentation blocks, dictionary).
Does not belong here: Dagster, dbt, paths of the warehouse, business rules about deals.
"""

from contracts_schema.contract import Contract
from contracts_schema.registry import CONTRACTS, SOURCES, contract, contracts_of

__all__ = ["CONTRACTS", "SOURCES", "Contract", "contract", "contracts_of"]
