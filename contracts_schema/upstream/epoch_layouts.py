"""Known layouts of Epoch AI's data on frontier data centers. Data only; the reader is `epoch.py`.

"Current power (MW)" changed its meaning while its name stayed: in the vintages with Handle and Title it is the power of
the facility, as the timeline has it; since the vintages with Name it is that of the IT equipment.
"""

from contracts_schema.upstream.layout import Layout

_PARTIES = {
    "Project": "project_raw",
    "Owner": "owner_raw",
    "Users": "users_raw",
    "Investors": "investors_raw",
    "Construction companies": "construction_companies_raw",
    "Energy companies": "energy_companies_raw",
    "Address": "address",
    "Current H100 equivalents": "h100_equivalents",
    "Current total capital cost (2025 USD billions)": "capital_cost_2025_usd",
}
_STATE = {
    "Data center": "site_name",
    "Date": "occurs_on",
    "Construction status": "construction_status_raw",
    "Buildings operational": "buildings_operational",
    "Power (MW)": "facility_mw",
    "H100 equivalents": "h100_equivalents",
    "Performance (8-bit OP/s)": "operations_per_second",
    "Total capital cost (2025 USD billions)": "capital_cost_2025_usd",
    "Compute cost (2025 USD billions)": "compute_cost_2025_usd",
    "Construction cost (2025 USD billions)": "construction_cost_2025_usd",
    "Water use (MGD)": "water_use_mgd",
}

SITES = (
    Layout(
        "sites of 2025-11 to 2026-01",
        {
            **_PARTIES,
            "Handle": "site_name",
            "Title": "site_title",
            "Latitude": "latitude",
            "Longitude": "longitude",
            "Current power (MW)": "facility_mw",
        },
        ignored=frozenset({"Sentinel satellite timelapse"}),  # addresses of pictures that expire within hours
    ),
    Layout(
        "sites since 2026-08",
        {
            **_PARTIES,
            "Name": "site_name",
            "Current power (MW)": "it_mw",
            "Selected Sources": "sources_raw",
            "Calculations sheet": "calculations_raw",
            "Current chip types": "chips_now_raw",
            "All chip types": "chips_ever_raw",
            "Country": "country_raw",
        },
    ),
)
SITE_TIMELINE = (
    Layout(
        "timeline of 2025-11 to 2026-01",
        {**_STATE, "Building area (square feet)": "building_area_sqft", "Site area (square feet)": "site_area_sqft"},
    ),
    Layout(
        "timeline since 2026-08",
        {
            **_STATE,
            "IT power (MW)": "it_mw",
            "Annual operating cost (2025 USD billions)": "annual_operating_cost_2025_usd",
            "Current H100 equivalents (from Data center)": "site_h100_equivalents",
        },
    ),
)
