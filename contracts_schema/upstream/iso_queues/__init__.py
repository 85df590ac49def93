"""The interconnection queues that the seven ISOs and RTOs publish, in one contract.

Belongs here: one module per operator with its layouts as data (`caiso.py` and so on), what a layout is (`layout.py`),
how cells are read (`cells.py`), how a sheet becomes rows (`sheets.py`) and the reader (`reader.py`). Does not belong
here: what a status means; that is the seed queue_status_crosswalk.
"""

from contracts_schema.upstream.iso_queues.contract import REQUESTS, SOURCE
from contracts_schema.upstream.iso_queues.reader import read
from contracts_schema.upstream.snapshot import SnapshotSource

ISO_QUEUES = SnapshotSource(
    name=SOURCE,
    title="Interconnection queues of the seven ISOs and RTOs",
    publisher="CAISO, ERCOT, ISO New England, MISO, NYISO, PJM and SPP",
    url="https://docs.gridstatus.io/interconnection_queues.html",
    how_to_get=(
        "Download the queue report of each operator from its own site and put the files, as received, into "
        "raw/iso_queues/<date of the download as YYYY-MM-DD>/. docs/sources/iso_queues.md names the pages."
    ),
    contracts=(REQUESTS,),
    read=read,
    suffixes=(".xlsx", ".csv", ".json"),
)

__all__ = ["ISO_QUEUES", "REQUESTS", "read"]
