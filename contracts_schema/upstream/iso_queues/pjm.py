"""Layouts of PJM's two exports: requests studied one by one (serial), and those studied by cycle.

The serial export was read off a file. The cycle export and the column that the serial one renamed in 2026 are known
from descriptions only; a file that differs from them is refused.
"""

from contracts_schema.upstream.iso_queues.layout import Kind, Layout, Sheet

_KIND = Kind(
    "request_type_raw",
    {
        "Generation Interconnection": "generation",
        "Transmission Interconnection": "transmission",
        "Merchant Transmission": "transmission",
        "Long-Term Firm Transmission": "transmission_service",
        "Long-Term Firm Transmission Service": "transmission_service",
        "Upgrade Request": "upgrade",
    },
)
_COMMON = {
    "Project ID": "request_id",
    "Name": "poi_location",
    "Commercial Name": "project_name",
    "State": "state",
    "County": "county",
    "Status": "status_raw",
    "Transmission Owner": "transmission_owner",
    "MFO": "facility_output_mw",
    "MW Energy": "request_mw",
    "MW Capacity": "capacity_rights_mw",
    "MW In Service": "in_service_mw",
    "Capacity or Energy": "service_type_raw",
    "Project Type": "request_type_raw",
    "Fuel": "fuel_raw",
    "Backfeed Date": "projected_backfeed_on",
    "Submitted Date": "queue_entered_on",
    "Test Energy Date": "projected_sync_on",
    "Withdrawn Remarks": "withdrawal_reason_raw",
}
_UNUSED = ("Rights (MW)", "Long-Term Firm Service Start Date", "Long-Term Firm Service End Date")
_AGREEMENT = "Interim/Interconnection Service/Generation Interconnection Agreement"


def _serial(projected: str) -> Sheet:
    return Sheet(
        "Data",
        "serial",
        {
            **_COMMON,
            "Feasibility Study Status": "feasibility_study_raw",
            "System Impact Study Status": "system_impact_study_raw",
            "Facilities Study Status": "facilities_study_raw",
            f"{_AGREEMENT} Status": "agreement_status_raw",
            "Construction Service Agreement Status": "construction_agreement_raw",
            "Withdrawal Date": "withdrawn_on",
            "Commercial Operation Milestone": "original_online_on",
            projected: "projected_online_on",
            "Actual In Service Date": "actual_online_on",
        },
        unused=(
            *_UNUSED,
            "Project (AC/DC)",
            "Initial Study",
            "Feasibility Study",
            "System Impact Study",
            "Facilities Study",
            _AGREEMENT,
            "Wholesale Market Participation Agreement",
            "Construction Service Agreement",
            "Upgrade Construction Service Agreement",
            "Upgrade Construction Service Agreement Status",
            "Attachment Type",
            "Alternate Project",
            "Sliding Project",
        ),
    )


def _cycle(agreement: str) -> Sheet:
    phases = [f"Phase {phase} SIS Report" for phase in (1, 2, 3)]
    return Sheet(
        "Data",
        "cycle",
        {
            **_COMMON,
            "Cycle": "study_cycle_raw",
            "Stage": "study_phase_raw",
            "Developer": "interconnecting_entity",
            f"{agreement} Status": "agreement_status_raw",
            "CSA/USCA Report Status": "construction_agreement_raw",
            "Commercial Operation Milestone": "original_online_on",
            "Requested In-Service Date": "projected_online_on",
            "Actual In-Service Date": "actual_online_on",
            "Withdrawn Date": "withdrawn_on",
            "Last Updated": "entry_updated_on",
        },
        unused=(
            *_UNUSED,
            *phases,
            *(f"{report} Status" for report in phases),
            "Final SIS Report",
            "Final SIS Report Status",
            agreement,
            "CSA/USCA Report",
            "Transmission Type",
            "TSR ID",
        ),
        absent=("Final SIS Report", "Final SIS Report Status", "TSR ID", "Last Updated", "Developer"),
    )


LAYOUTS = (
    Layout("PJM", "PJM serial", (_serial("Revised In Service Date"),), _KIND, ignored=("Definitions-Mapping",)),
    Layout("PJM", "PJM serial", (_serial("Projected In Service Date"),), _KIND, ignored=("Definitions-Mapping",)),
    Layout("PJM", "PJM cycle", (_cycle("GIA/WMPA Report"),), _KIND, ignored=("Definitions-Mapping",)),
    Layout("PJM", "PJM cycle", (_cycle("EPA/GIA/WMPA Report"),), _KIND, ignored=("Definitions-Mapping",)),
)
