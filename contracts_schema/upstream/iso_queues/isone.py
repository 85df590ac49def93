"""Layout of ISO New England's queue: one list; several rows share a position, one for each unit or phase."""

from contracts_schema.upstream.iso_queues.layout import Kind, Layout, Sheet, StatedDate

_FIELDS = {
    "Position": "request_id",
    "Updated": "entry_updated_on",
    "Type": "request_type_raw",
    "Requested": "queue_entered_on",
    "Alternative Name": "project_name",
    "Unit": "technology_raw",
    "Fuel Type": "fuel_raw",
    "Net MW": "request_mw",
    "Summer MW": "request_summer_mw",
    "Winter MW": "request_winter_mw",
    "County": "county",
    "State": "state",
    "Op Date": "projected_online_on",
    "Sync Date": "projected_sync_on",
    "W/ D Date": "withdrawn_on",
    "Interconnection Location": "poi_location",
    "Serv": "service_type_raw",
    "Zone": "zone_raw",
    "FS": "feasibility_study_raw",
    "SIS": "system_impact_study_raw",
    "OS": "optional_study_raw",
    "FAC": "facilities_study_raw",
    "IA": "agreement_status_raw",
    "Project Status": "status_raw",
    "Cluster": "study_cycle_raw",
}

LAYOUTS = (
    Layout(
        grid_operator="ISONE",
        series="ISONE",
        sheets=(
            Sheet(
                "Queue",
                "queue",
                _FIELDS,
                unused=("SIS Complete", "I39", "TO Report", "Dev"),
                absent=("Cluster",),  # since 2026
            ),
        ),
        kind=Kind("request_type_raw", {"G": "generation", "ETU": "transmission", "TS": "transmission_service"}),
        stated=StatedDate(r"^As of: *([0-9/]+)", ("as_of",)),
        # what changes least stands first: a new date or size moves a number only between rows that are else the same
        part_order=(
            "queue_entered_on", "project_name", "poi_location", "technology_raw", "fuel_raw", "county", "request_type_raw",
            "projected_online_on", "withdrawn_on", "request_mw", "request_summer_mw", "request_winter_mw", "projected_sync_on",
            "status_raw", "agreement_status_raw", "entry_updated_on",
        ),
    ),
)  # fmt: skip
