"""Layout of the California ISO's queue report: three sheets with own orders of columns, headers with line breaks."""

from contracts_schema.upstream.iso_queues.layout import Kind, Layout, Sheet, StatedDate

_COMMON = {
    "Queue Position": "request_id",
    "Interconnection Request Receive Date": "request_received_on",
    "Queue Date": "queue_entered_on",
    "Application Status": "status_raw",
    "Study Process": "study_cycle_raw",
    "Type-1": "technology_1_raw",
    "Type-2": "technology_2_raw",
    "Type-3": "technology_3_raw",
    "Fuel-1": "fuel_1_raw",
    "Fuel-2": "fuel_2_raw",
    "Fuel-3": "fuel_3_raw",
    "MW-1": "fuel_1_mw",
    "MW-2": "fuel_2_mw",
    "MW-3": "fuel_3_mw",
    "Net MWs to Grid": "request_mw",
    "Full Capacity, Partial or Energy Only (FC/P/EO)": "service_type_raw",
    "County": "county",
    "State": "state",
    "Utility": "transmission_owner",
    "Station or Transmission Line": "poi_location",
    "Proposed On-line Date (as filed with IR)": "original_online_on",
    "Feasibility Study or Supplemental Review": "feasibility_study_raw",
    "System Impact Study or Phase I Cluster Study": "system_impact_study_raw",
    "Facilities Study (FAS) or Phase II Cluster Study": "facilities_study_raw",
    "Optional Study (OS)": "optional_study_raw",
    "Interconnection Agreement Status": "agreement_status_raw",
}
_ALLOCATION = ("TPD Allocation Percentage", "TPD Allocation Group")
_DELIVERABILITY = "Off-Peak Deliverability and Economic Only"

LAYOUTS = (
    Layout(
        grid_operator="CAISO",
        series="CAISO",
        sheets=(
            Sheet(
                "Grid GenerationQueue",
                "active",
                {
                    "Project Name": "project_name",
                    **_COMMON,
                    "PTO Study Region": "study_group_raw",
                    "Current On-line Date": "projected_online_on",
                    "Suspension Status": "suspension_raw",
                },
                unused=(*_ALLOCATION, _DELIVERABILITY),
            ),
            Sheet(
                "Completed Generation Projects",
                "completed",
                {
                    "Project Name": "project_name",
                    **_COMMON,
                    "PTO Study Region": "study_group_raw",
                    "Actual On-line Date": "actual_online_on",
                },
                unused=(*_ALLOCATION, _DELIVERABILITY),
            ),
            Sheet(
                "Withdrawn Generation Projects",
                "withdrawn",
                {
                    "Project Name - Confidential": "project_name",
                    **_COMMON,
                    "Withdrawn Date": "withdrawn_on",
                    "Current On-line Date": "projected_online_on",
                    "Reason for Withdrawal": "withdrawal_reason_raw",
                },
                unused=(_DELIVERABILITY,),
            ),
        ),
        kind=Kind(None, other="generation"),
        stated=StatedDate(r"^Report Run Date: *([0-9/]+)", ("as_of", "published_on")),
        # midnight in California is written as 07:00 or 08:00, by the time of year
        time_zone="America/Los_Angeles",
    ),
)
