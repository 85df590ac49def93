"""Layouts of MISO's interactive queue: the csv export, whose first record is a test in words of fruit, and the JSON.

The csv export was read off a file, the JSON of the site's interface is known from descriptions only. Its `id` changes
on every row every day and is not taken over.
"""

from contracts_schema.upstream.iso_queues.layout import Kind, Layout, Sheet

_CSV = {
    "Project #": "request_id",
    "Request Status": "status_raw",
    "Queue Date": "queue_entered_on",
    "Withdrawn Date": "withdrawn_on",
    "Done Date": "study_done_on",
    "Appl In Service Date": "original_online_on",
    "Transmission Owner": "transmission_owner",
    "County": "county",
    "State": "state",
    "Study Cycle": "study_cycle_raw",
    "Study Group": "study_group_raw",
    "Study Phase": "study_phase_raw",
    "Service Type": "service_type_raw",
    "POI Name": "poi_location",
    "Summer MW": "request_summer_mw",
    "Winter MW": "request_winter_mw",
    "Fuel": "fuel_raw",
    "Generating Facility": "technology_raw",
    "Post GIA Status": "post_agreement_status_raw",
    "Negotiated In Service Date": "projected_online_on",
    "Decision Point 1 ERIS MW": "decision_1_energy_mw",
    "Decision Point 1 NRIS MW": "decision_1_network_mw",
    "Decision Point 2 ERIS MW": "decision_2_energy_mw",
    "Decision Point 2 NRIS MW": "decision_2_network_mw",
}
_JSON = {
    "projectNumber": "request_id",
    "applicationStatus": "status_raw",
    "queueDate": "queue_entered_on",
    "withdrawnDate": "withdrawn_on",
    "doneDate": "study_done_on",
    "inService": "original_online_on",
    "transmissionOwner": "transmission_owner",
    "county": "county",
    "state": "state",
    "studyCycle": "study_cycle_raw",
    "studyGroup": "study_group_raw",
    "studyPhase": "study_phase_raw",
    "svcType": "service_type_raw",
    "poiName": "poi_location",
    "summerNetMW": "request_summer_mw",
    "winterNetMW": "request_winter_mw",
    "fuelType": "fuel_raw",
    "facilityType": "technology_raw",
    "postGIAStatus": "post_agreement_status_raw",
    "negInService": "projected_online_on",
    "dp1ErisMw": "decision_1_energy_mw",
    "dp1NrisMw": "decision_1_network_mw",
    "dp2ErisMw": "decision_2_energy_mw",
    "dp2NrisMw": "decision_2_network_mw",
}


def _layout(fields: dict[str, str], unused: tuple[str, ...] = ()) -> Layout:
    return Layout(
        grid_operator="MISO",
        series="MISO",
        sheets=(Sheet("Queue", "queue", fields, unused),),
        # the queue is that of generators; a direct-current line enters it for the power that it brings
        kind=Kind(None, other="generation"),
        # midnight in the operator's time is written as 04:00 or 05:00 UTC, by the time of year
        time_zone="America/New_York",
        test_ids=("AA1234",),
    )


LAYOUTS = (_layout(_CSV), _layout(_JSON, ("id", "sisPhase1", "giaToExec")))
