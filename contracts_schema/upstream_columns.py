"""Definitions of the columns that only published files bring: interconnection queues, site timelines, filings.

One tuple per source; what several queues share stands first. Names that the register has too are in `columns.py`.
"""

from decimal import Decimal

from contracts_schema.column import MW, Column
from contracts_schema.column import date_column as _date
from contracts_schema.column import text_column as _text


def _request_mw(name: str, description: str) -> Column:
    return Column(name, MW, description, unit="MW", minimum=Decimal(-20000), maximum=Decimal(20000))


_QUEUES = (
    _text("request_id", "Id of an interconnection request in its operator's or editor's own spelling; unique only with the operator or entity.", 60),
    _text("project_name", "Name of the project. Null where the operator withholds it."),
    _text("interconnecting_entity", "Company that makes the request. Null where it is not published."),
    _text("transmission_owner", "Owner of the lines that the project connects to."),
    _text("poi_location", "Point of interconnection: substation, line or bus, in the operator's words."),
    _request_mw("request_mw", "Capacity that the request is for, net at the point of interconnection as the operator states it; a change of an existing plant is the net change and may be negative."),
    _request_mw("request_summer_mw", "Capacity of the request in summer."),
    _request_mw("request_winter_mw", "Capacity of the request in winter."),
    _text("status_raw", "Status of the request in the operator's words."),
    _text("study_phase_raw", "Study phase of the request in the operator's words."),
    _text("agreement_status_raw", "Status of the interconnection agreement in the operator's words."),
    _text("fuel_raw", "Fuel or generation type in the operator's words or code."),
    _text("technology_raw", "Technology in the operator's words or code. Null where the operator gives only a fuel."),
    _text("fuel_1_raw", "First generation type of the request."),
    _text("fuel_2_raw", "Second generation type of a hybrid."),
    _text("fuel_3_raw", "Third generation type of a hybrid."),
    _request_mw("fuel_1_mw", "Capacity of the first generation type. Null where it is not given apart."),
    _request_mw("fuel_2_mw", "Capacity of the second generation type. Null where it is not given apart."),
    _request_mw("fuel_3_mw", "Capacity of the third generation type. Null where it is not given apart."),
    _date("queue_entered_on", "Date on which the request entered the queue."),
    _date("projected_online_on", "Date on which the developer expects commercial operation or service, as the file of that snapshot has it."),
    _date("actual_online_on", "Date on which the project went into service."),
    _date("withdrawn_on", "Date on which the request was withdrawn or cancelled."),
    _date("ia_signed_on", "Date on which the interconnection agreement was signed."),
)  # fmt: skip

_ERCOT_GIS: tuple[Column, ...] = ()

_ISO_QUEUES: tuple[Column, ...] = ()

_LBNL_QUEUED_UP: tuple[Column, ...] = ()

_EPOCH: tuple[Column, ...] = ()

_SEC_COMPANYFACTS: tuple[Column, ...] = ()

UPSTREAM: tuple[Column, ...] = (*_QUEUES, *_ERCOT_GIS, *_ISO_QUEUES, *_LBNL_QUEUED_UP, *_EPOCH, *_SEC_COMPANYFACTS)
