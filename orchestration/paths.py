"""Where everything is. The only module that reads the environment for paths.

GIGALEDGER_RAW        folder of the inputs (default: raw/ of the repository)
GIGALEDGER_WAREHOUSE  folder of all that is made (default: warehouse/ of the repository)
"""

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Paths:
    """The folders of one installation. `raw` is read only; everything below `warehouse` is made by runs."""

    raw: Path
    warehouse: Path
    dbt_project: Path = REPOSITORY / "dbt_project"

    @property
    def landed(self) -> Path:
        """Parquet files that passed the gate, one folder per source."""
        return self.warehouse / "landed"

    @property
    def publications(self) -> Path:
        """The last publications, one folder each."""
        return self.warehouse / "publications"

    @property
    def current(self) -> Path:
        """Pointer (symbolic link) to the current publication."""
        return self.warehouse / "current"

    @property
    def database(self) -> Path:
        """The published DuckDB file. Its stem is the catalog name, so it is the same wherever a run builds."""
        return self.warehouse / "gigaledger.duckdb"

    @property
    def sealed_forecasts(self) -> Path:
        """The store of sealed forecasts, which only grows. No run makes it anew: it is to be kept with the raw files."""
        return self.warehouse / "forecasts" / "sealed.jsonl"

    @property
    def lock(self) -> Path:
        """File whose lock a warehouse run holds."""
        return self.warehouse / ".run.lock"

    @property
    def runs(self) -> Path:
        """Output folders of runs."""
        return self.warehouse / "runs"

    def run(self, run_id: str) -> Path:
        """Output folder of one run: scratch database, problems, refused files, dbt's artifacts."""
        return self.runs / run_id

    def scratch_database(self, run_id: str) -> Path:
        """The database that a run builds before anything is published."""
        return self.run(run_id) / self.database.name


def paths_from_environment() -> Paths:
    """The paths that the environment asks for, absolute."""
    raw = os.environ.get("GIGALEDGER_RAW") or REPOSITORY / "raw"
    warehouse = os.environ.get("GIGALEDGER_WAREHOUSE") or REPOSITORY / "warehouse"
    return Paths(raw=Path(raw).resolve(), warehouse=Path(warehouse).resolve())
