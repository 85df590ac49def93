"""Layout of SPP's list of active generator requests; its first row says when the list was last updated."""

from contracts_schema.upstream.iso_queues.layout import Kind, Layout, Sheet, StatedDate

LAYOUTS = (
    Layout(
        grid_operator="SPP",
        series="SPP",
        sheets=(
            Sheet(
                "SPP GI_ActiveRequest",
                "active",
                {
                    "Generation Interconnection Number": "request_id",
                    "IFS Queue Number": "study_queue_id",
                    "Current Cluster": "study_cycle_raw",
                    "Cluster Group": "study_group_raw",
                    "Nearest Town or County": "county",
                    "State": "state",
                    "TO at POI": "transmission_owner",
                    "In-Service Date": "projected_backfeed_on",
                    "Commercial Operation Date": "projected_online_on",
                    "Cessation Date": "replaced_unit_ends_on",
                    "Replacement Generator Commercial Op Date": "replaced_unit_online_on",
                    "Capacity": "request_mw",
                    "MAX Summer MW": "request_summer_mw",
                    "MAX Winter MW": "request_winter_mw",
                    "Service Type": "service_type_raw",
                    "Generation Type": "technology_raw",
                    "Fuel Type": "fuel_raw",
                    "Substation or Line": "poi_location",
                    "Request Received": "queue_entered_on",
                    "Date Withdrawn": "withdrawn_on",
                    "Status": "status_raw",
                    "Cause of Delay": "delay_reason_raw",
                },
            ),
        ),
        kind=Kind(None, other="generation"),
        # the day of the last change, which may lie before the day that the list was taken on
        stated=StatedDate(r"^Last Updated On$", ("published_on",)),
    ),
)
