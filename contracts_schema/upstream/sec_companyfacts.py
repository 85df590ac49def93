"""Facts that companies report to the SEC in XBRL, as the regulator's companyfacts files have them.

Holds the reader and the contract. Of a filer's facts only those of `filing_concept` are kept, the rest is counted.
Company extensions and facts by segment or counterparty are not in these files.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import polars as pl

from contracts_schema.columns import COLUMNS
from contracts_schema.contract import Contract, optional, required
from contracts_schema.reading import Problem, UnreadableError, shown
from contracts_schema.rules import in_order
from contracts_schema.upstream.cells import clean, number_text
from contracts_schema.upstream.delimited import published_text
from contracts_schema.upstream.snapshot import LINE, SHEET, ReadFile, SnapshotSource
from contracts_schema.vocabulary import FILING_CONCEPT

SOURCE = "sec_companyfacts"
TABLE = "facts"
MAX_BYTES = 64_000_000
TAXONOMY = "us-gaap"

_TOP = ("cik", "entityName", "facts")
_FACT = {
    "start": "fact_start_on",
    "end": "fact_end_on",
    "val": "fact_value",
    "accn": "accession",
    "fy": "filing_fiscal_year",
    "fp": "filing_fiscal_period",
    "form": "filing_form",
    "filed": "filed_on",
    "frame": "frame",
}
_NUMBERS = frozenset({"val", "fy"})

FACTS = Contract(
    SOURCE,
    TABLE,
    "fact as one filing reports it",
    (
        required("cik"),
        required("filer_name"),
        required("taxonomy"),
        required("filing_concept"),
        required("fact_unit"),
        required("fact_period"),
        required("accession"),
        optional("fact_start_on"),
        required("fact_end_on"),
        required("fact_value"),
        required("filed_on"),
        required("filing_form"),
        optional("filing_fiscal_year"),
        optional("filing_fiscal_period"),
        optional("frame"),
    ),
    key=("cik", "taxonomy", "filing_concept", "fact_unit", "fact_period", "accession"),
    cadence="daily",
    rules=(in_order("fact_start_on", "fact_end_on"),),
    content="state",
)


class _Number(str):
    """A number in the digits that the file has, so that no amount passes through a binary fraction."""

    __slots__ = ()


def _refuse(file: str, column: str, value: object, rule: str, message: str) -> NoReturn:
    raise UnreadableError(Problem(file, 0, column, shown(str(value)), rule, message))


def _kind(value: object) -> str:
    kinds = ((_Number, "a number"), (str, "text"), (bool, "true or false"), (list, "a list"), (Mapping, "an object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def _parsed(path: Path) -> object:
    text = published_text(path, most_bytes=MAX_BYTES)

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            _refuse(path.name, twice, twice, "name_once", f"{twice!r} stands twice in one object")
        return found

    def no_number(word: str) -> NoReturn:
        _refuse(path.name, "", word, "is_json", f"{word} is no number")

    try:
        return json.loads(text, parse_int=_Number, parse_float=_Number, parse_constant=no_number, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        message = f"is not JSON, or truncated: {error.msg} at character {error.colno}"
        raise UnreadableError(
            Problem(path.name, error.lineno, "", shown(text[max(0, error.pos - 30) : error.pos + 10]), "is_json", message)
        ) from error
    except RecursionError as error:
        raise UnreadableError(Problem(path.name, 0, "", "", "is_json", "is nested too deeply to be a file of facts")) from error


def _object(value: object, file: str, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        _refuse(file, where, "", "is_object", f"{where} is {_kind(value)}, not an object")
    return value


def _checked_top(content: object, file: str) -> tuple[str, str, Mapping[str, object]]:
    top = _object(content, file, "the file")
    missing = [name for name in _TOP if name not in top]
    strange = [name for name in top if name not in _TOP]
    if missing or strange:
        message = f"is of no known layout: missing {missing}, unexpected {[shown(name) for name in strange]}"
        _refuse(file, (missing or strange)[0], "", "known_layout", message)
    cik = str(top["cik"]).lstrip("0")
    if _kind(top["cik"]) not in ("a number", "text") or not re.fullmatch(r"[1-9][0-9]{0,9}", cik):
        _refuse(file, "cik", top["cik"], "is_cik", "is no Central Index Key")
    if _kind(top["entityName"]) != "text":
        _refuse(file, "entityName", top["entityName"], "is_text", "is not a name")
    return cik, str(top["entityName"]), _object(top["facts"], file, "facts")


def _series(facts: Mapping[str, object], file: str) -> Iterator[tuple[str, str, str, list[object]]]:
    """Taxonomy, concept, unit and its list of facts."""
    for taxonomy, concepts in facts.items():
        for concept, described in _object(concepts, file, taxonomy).items():
            where = f"{taxonomy}/{concept}"
            units = _object(described, file, where).get("units")
            for unit, listed in _object(units, file, f"{where}/units").items():
                if not isinstance(listed, list):
                    _refuse(file, f"{where}/{unit}", "", "is_list", f"{where}/{unit} is {_kind(listed)}, not a list")
                yield taxonomy, concept, unit, listed


def _cells(fact: object, file: str, where: str) -> list[str | None]:
    """The cells of a fact in the order of `_FACT`."""
    found = _object(fact, file, where)
    strange = [name for name in found if name not in _FACT]
    if strange:
        _refuse(file, strange[0], found[strange[0]], "known_layout", f"{where}: a fact has the unexpected {strange}")
    cells: list[str | None] = []
    for name in _FACT:
        value = found.get(name)
        expected = _Number if name in _NUMBERS else str
        if value is not None and (not isinstance(value, expected) or (name not in _NUMBERS and isinstance(value, _Number))):
            _refuse(file, name, value, "fact_type", f"{where}: {name} is {_kind(value)}")
        cells.append(value)
    return cells


def read(path: Path) -> ReadFile:
    """Read the facts of one filer. LINE is the place of a fact among all facts of the file, SHEET its concept and unit.

    Raises UnreadableError for a file that is larger than MAX_BYTES, no JSON, of another structure, or named after
    another filer.
    """
    file = path.name
    cik, filer, facts = _checked_top(_parsed(path), file)
    in_name = re.fullmatch(r"CIK0*([0-9]+)", path.stem)
    if in_name and in_name[1] != cik:
        _refuse(file, "cik", cik, "own_name", f"holds the facts of {cik}, its name says {in_name[1]}")
    rows: list[tuple[str | int | None, ...]] = []
    number = 0
    for taxonomy, concept, unit, listed in _series(facts, file):
        if taxonomy != TAXONOMY or concept not in FILING_CONCEPT:
            number += len(listed)
            continue
        where = f"{taxonomy}/{concept}/{unit}"
        for fact in listed:
            number += 1
            rows.append((where, number, cik, filer, taxonomy, concept, unit, *_cells(fact, file, where)))
    names = [SHEET, LINE, "cik", "filer_name", "taxonomy", "filing_concept", "fact_unit", *_FACT.values()]
    schema = {name: pl.Int64 if name == LINE else pl.String for name in names}
    text = pl.DataFrame(rows, schema=schema, orient="row")
    text = text.with_columns(clean(pl.col(name)) for name in names if name not in (SHEET, LINE))
    period = pl.concat_str("fact_start_on", "fact_end_on", separator="/", ignore_nulls=True)
    text = text.with_columns(
        number_text(pl.col("fact_value"), COLUMNS["fact_value"]),
        pl.when(pl.col("fact_end_on").is_not_null()).then(period).alias("fact_period"),
    )
    return ReadFile(
        series=cik.zfill(10),
        as_of=None,
        published_on=None,
        tables={TABLE: text.select(SHEET, LINE, *FACTS.header)},
        rows=number,
        non_data={"other_concept": number - text.height},
    )


SEC_COMPANYFACTS = SnapshotSource(
    name=SOURCE,
    title="XBRL facts of company filings",
    publisher="U.S. Securities and Exchange Commission",
    url="https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
    how_to_get=(
        "Download https://data.sec.gov/api/xbrl/companyfacts/CIK##########.json, the key with ten digits; "
        "the regulator asks for a user agent that names you."
    ),
    contracts=(FACTS,),
    read=read,
    suffixes=(".json",),
)
