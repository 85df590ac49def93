"""Contract of the ISO and RTO queues: one row per part of a request, in the operator's own words."""

from contracts_schema.contract import Contract, optional, required
from contracts_schema.rules import dated

SOURCE = "iso_queues"

REQUESTS = Contract(
    SOURCE,
    "requests",
    "part of an interconnection request, as an operator's queue shows it",
    (
        required("grid_operator"), required("queue_section"), required("request_id"), required("request_part"),
        optional("request_kind"), optional("request_type_raw"), optional("study_queue_id"),
        optional("project_name"), optional("interconnecting_entity"), optional("transmission_owner"),
        optional("affected_transmission_owner"), optional("poi_location"), optional("county"), optional("state"),
        optional("zone_raw"),
        optional("status_raw"), optional("suspension_raw"), optional("study_cycle_raw"), optional("study_group_raw"),
        optional("study_phase_raw"), optional("feasibility_study_raw"), optional("system_impact_study_raw"),
        optional("facilities_study_raw"), optional("optional_study_raw"), optional("studies_available_raw"),
        optional("agreement_status_raw"), optional("construction_agreement_raw"), optional("post_agreement_status_raw"),
        optional("service_type_raw"), optional("withdrawal_reason_raw"), optional("delay_reason_raw"),
        optional("fuel_raw"), optional("technology_raw"),
        optional("fuel_1_raw"), optional("fuel_2_raw"), optional("fuel_3_raw"),
        optional("technology_1_raw"), optional("technology_2_raw"), optional("technology_3_raw"),
        optional("fuel_1_mw"), optional("fuel_2_mw"), optional("fuel_3_mw"),
        optional("request_mw"), optional("request_summer_mw"), optional("request_winter_mw"),
        optional("facility_output_mw"), optional("capacity_rights_mw"), optional("in_service_mw"),
        optional("decision_1_energy_mw"), optional("decision_1_network_mw"),
        optional("decision_2_energy_mw"), optional("decision_2_network_mw"),
        optional("request_received_on"), optional("queue_entered_on"), optional("original_online_on"),
        optional("projected_online_on"), optional("projected_online_precision"),
        optional("projected_backfeed_on"), optional("projected_backfeed_precision"),
        optional("projected_sync_on"), optional("projected_sync_precision"),
        optional("facilities_study_complete_on"), optional("agreement_tendered_on"), optional("ia_signed_on"),
        optional("study_done_on"), optional("actual_online_on"), optional("withdrawn_on"),
        optional("replaced_unit_ends_on"), optional("replaced_unit_online_on"), optional("entry_updated_on"),
    ),
    key=("grid_operator", "request_id", "request_part"),
    cadence="monthly",
    rules=(
        *dated("projected_online_on", "projected_online_precision"),
        *dated("projected_backfeed_on", "projected_backfeed_precision"),
        *dated("projected_sync_on", "projected_sync_precision"),
    ),
    content="state",
)  # fmt: skip
