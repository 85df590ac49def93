"""Layout of NYISO's queue: five sheets, one with a two-row header, dates known to the month, loads among generators."""

from contracts_schema.upstream.iso_queues.layout import Kind, Layout, Sheet

_PLACE = {
    "Queue Pos.": "request_id",
    "Project Name": "project_name",
    "Date of IR": "queue_entered_on",
    "SP (MW)": "request_summer_mw",
    "WP (MW)": "request_winter_mw",
    "Type/ Fuel": "fuel_raw",
    "County": "county",
    "State": "state",
    "Z": "zone_raw",
    "Utility": "transmission_owner",
    "S": "status_raw",
}
_ACTIVE = {
    **_PLACE,
    "Points of Interconnection": "poi_location",
    "Last Updated Date": "entry_updated_on",
    "Availability of Studies": "studies_available_raw",
    "IA Tender Date": "agreement_tendered_on",
    "Proposed In-Service/Initial Backfeed Date": "projected_backfeed_on",
    "Proposed Sync Date": "projected_sync_on",
    "Proposed COD": "projected_online_on",
}
_WITHDRAWN = {
    **_PLACE,
    "Owner/Developer": "interconnecting_entity",
    "Interconnection Point": "poi_location",
    "Last Update": "entry_updated_on",
}
_IN_SERVICE = {
    **{header: name for header, name in _WITHDRAWN.items() if name != "county"},
    "Location County": "county",
    "Availability of Studies": "studies_available_raw",
    "Proposed In-Service": "projected_backfeed_on",
    "Proposed COD": "projected_online_on",
}

LAYOUTS = (
    Layout(
        grid_operator="NYISO",
        series="NYISO",
        sheets=(
            Sheet(
                "Interconnection Queue",
                "active",
                {
                    **_ACTIVE,
                    "Developer/Interconnection Customer": "interconnecting_entity",
                    "CY/FS Complete Date": "facilities_study_complete_on",
                },
            ),
            Sheet(
                "Cluster Projects",
                "cluster",
                {
                    **_ACTIVE,
                    "Interconnection Customer Name": "interconnecting_entity",
                    "Affected Transmission Owner (ATO)": "affected_transmission_owner",
                },
            ),
            Sheet("Withdrawn", "withdrawn", _WITHDRAWN),
            Sheet("Cluster Projects-Withdrawn", "cluster_withdrawn", _WITHDRAWN, has_unnamed=True),
            Sheet("In Service", "in_service", _IN_SERVICE, header_rows=2),
        ),
        kind=Kind("fuel_raw", {"L": "load", "AC": "transmission", "DC": "transmission"}, other="generation"),
        # two positions stand both among the built and among the withdrawn
        part_order=("queue_section",),
        markers=("I/S", "IS", "Part I/S", "Existing"),
    ),
)
