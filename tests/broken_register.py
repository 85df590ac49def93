"""Broken variants of the register: each changes a copy of raw/register in one way that the gate must refuse.

Every variant breaks one table and leaves the ids that other tables refer to alone, so that exactly one file is at fault.
"""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Break = Callable[[Path], None]
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Broken:
    """A variant and the problem that it must be refused for.

    `line` is 0 for the file as a whole, `column` empty where no single column is at fault. `shows` is text that the
    problem's value must hold where that value is not simply the cell at `line` and `column`.
    """

    name: str
    table: str
    rule: str
    line: int
    column: str
    break_it: Break
    why: str
    shows: str = ""


def file_of(folder: Path, table: str) -> Path:
    """Path of a table's file."""
    return folder / f"{table}.csv"


def read_rows(folder: Path, table: str) -> list[tuple[int, list[str]]]:
    """Rows of a table, the header first, each with the physical line that it begins on."""
    with file_of(folder, table).open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        rows, line = [], 1
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
        return rows


def write_rows(folder: Path, table: str, rows: list[list[str]], delimiter: str = ",") -> None:
    """Write a table, the header first, quoting what needs it."""
    with file_of(folder, table).open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=delimiter, lineterminator="\n").writerows(rows)


def cell_at(folder: Path, table: str, line: int, column: str) -> str:
    """Text of the cell in the row that begins on `line`."""
    rows = read_rows(folder, table)
    return dict(rows)[line][rows[0][1].index(column)]


def set_cells(folder: Path, table: str, line: int, cells: dict[str, str]) -> None:
    """Replace cells of the row that begins on `line`, by column."""
    rows = read_rows(folder, table)
    header = rows[0][1]
    row = dict(rows)[line]
    for column, value in cells.items():
        row[header.index(column)] = value
    write_rows(folder, table, [row for _, row in rows])


def _cells(table: str, line: int, cells: dict[str, str]) -> Break:
    return lambda folder: set_cells(folder, table, line, cells)


def _copied(table: str, line: int, source: str, target: str) -> Break:
    return lambda folder: set_cells(folder, table, line, {target: cell_at(folder, table, line, source)})


def _rows(table: str, change: Callable[[list[list[str]]], list[list[str]]]) -> Break:
    return lambda folder: write_rows(folder, table, change([row for _, row in read_rows(folder, table)]))


def _bytes(table: str, change: Callable[[bytes], bytes]) -> Break:
    def run(folder: Path) -> None:
        path = file_of(folder, table)
        path.write_bytes(change(path.read_bytes()))

    return run


def _lines(table: str, change: Callable[[list[bytes]], list[bytes]]) -> Break:
    return _bytes(table, lambda content: b"".join(change(content.splitlines(keepends=True))))


def _line(table: str, line: int, content: bytes) -> Break:
    return _lines(table, lambda lines: [*lines[: line - 1], content, *lines[line:]])


def _delimited(table: str, delimiter: str) -> Break:
    return lambda folder: write_rows(folder, table, [row for _, row in read_rows(folder, table)], delimiter)


def _header(table: str, change: Callable[[list[str]], list[str]]) -> Break:
    return _rows(table, lambda rows: [change(rows[0]), *rows[1:]])


def _swapped(row: list[str], one: int, other: int) -> list[str]:
    row = list(row)
    row[one], row[other] = row[other], row[one]
    return row


def _missing(folder: Path) -> None:
    file_of(folder, "financing").unlink()


def _directory(folder: Path) -> None:
    file_of(folder, "financing").unlink()
    file_of(folder, "financing").mkdir()


def _workbook(_: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml", (1980, 1, 1, 0, 0, 0)), "<Types/>" * 50)
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml", (1980, 1, 1, 0, 0, 0)), "<workbook/>" * 50)
    return buffer.getvalue()


def _cell(name: str, rule: str, place: str, value: str, why: str, **also: str) -> Broken:
    table, column = place.split(".")
    return Broken(name, table, rule, 2, column, _cells(table, 2, {column: value, **also}), why)


def _row(name: str, rule: str, place: str, cells: dict[str, str], why: str) -> Broken:
    table, column = place.split(".")
    return Broken(name, table, rule, 2, column, _cells(table, 2, cells), why)


def _term(value: str = "", precision: str = "", to: str = "", to_precision: str = "") -> dict[str, str]:
    return {"starts_on": value, "starts_precision": precision, "ends_on": to, "ends_precision": to_precision}


_TYPES = (
    _cell("date-that-is-no-day", "type", "deal_terms.stated_on", "2026-02-30", "february has no 30th"),
    _cell("date-without-zeros", "type", "sources.published_on", "2026-1-5", "month and day have two digits"),
    _cell("decimal-with-exponent", "type", "party_financials.value_usd_bn", "1e3", "exponents are not written in the register"),
    _cell("decimal-with-comma", "type", "party_financials.value_usd_bn", "12,5", "a comma is no decimal point"),
    _cell("decimal-with-ten-places", "type", "party_financials.value_usd_bn", "10.1234567891", "nine places would round it"),
    _cell("decimal-nan", "type", "party_financials.value_usd_bn", "NaN", "unknown is an empty cell"),
    _cell("decimal-with-space", "type", "party_financials.value_usd_bn", " 5", "spaces are not trimmed"),
    _cell("int-with-fraction", "type", "deal_terms.credibility", "2.0", "a grade is a whole number"),
    _cell("int-in-arabic-digits", "type", "stated_totals.horizon_months", "\u0663", "only ASCII digits are read"),
)  # fmt: skip

_RANGES = (
    _cell("amount-below-zero", "range", "party_financials.value_usd_bn", "-1", "an amount is not negative"),
    _cell("amount-in-dollars", "range", "party_financials.value_usd_bn", "20000.000000001", "above 20,000 bn it is not in billions"),
    _cell("share-in-percent", "range", "supply_relations.share_of_input", "1.00000001", "a share is at most 1"),
    _cell("longitude-beyond-the-date-line", "range", "sites.longitude", "-180.000001", "a longitude is at least -180", latitude="0"),
    _cell("date-of-a-spreadsheet-epoch", "range", "sources.published_on", "1900-01-01", "a zero that became a date"),
    _cell("date-after-2100", "range", "party_financials.period_end_on", "2101-01-01", "the day after the last one allowed"),
)  # fmt: skip

_TEXTS = (
    _cell("space-after", "no_outer_space", "parties.name", "Aker ", "ends with a space"),
    _cell("line-break-in-a-cell", "one_line", "deal_terms.statement", "First line\nsecond line", "text is on one line"),
    _cell("formula-equals", "no_formula", "deal_terms.statement", "=HYPERLINK(A1)", "runs when the table is opened in a spreadsheet"),
    _cell("formula-plus", "no_formula", "deals.title", "+A1", "runs when the table is opened in a spreadsheet"),
    _cell("formula-at", "no_formula", "sources.title", "@SUM(A1)", "runs when the table is opened in a spreadsheet"),
    _cell("formula-minus", "no_formula", "financing.statement", "-A1", "runs when the table is opened in a spreadsheet"),
    _cell("unknown-in-words", "empty_if_unknown", "sites.county", "Unknown", "unknown is an empty cell"),
    _cell("statement-far-too-long", "length", "site_phases.statement", "a" * 100_000, "a page pasted into a cell"),
    _cell("id-too-long", "length", "stated_totals.total_id", "a" * 121, "an id has at most 120 characters"),
    _cell("id-in-capitals", "pattern", "stated_totals.total_id", "Total-1", "an id is in small letters"),
    _cell("url-without-scheme", "pattern", "sources.url", "www.example.org", "an address begins with its scheme"),
    _cell("cik-with-leading-zeros", "pattern", "parties.cik", "0001234567", "the register leaves leading zeros out"),
    _cell("cik-in-arabic-digits", "pattern", "parties.cik", "1\u0663", "only ASCII digits are read"),
    _cell("word-in-another-case", "vocabulary", "deal_terms.firmness", "Binding", "words are in small letters"),
)  # fmt: skip

_TABLE_RULES = (
    _cell("statement-empty", "not_nullable", "deal_terms.statement", "", "a statement is never empty"),
    _cell("source-not-in-the-register", "reference", "deal_terms.source_id", "no-such-source", "the document is not in sources"),
    _cell("phase-not-in-the-register", "reference", "milestones.phase_id", "no-such-phase", "the phase is not in site_phases"),
    _cell("container-not-in-the-register", "reference", "deals.part_of_deal_id", "no-such-deal", "the containing deal is not in deals"),
    _cell("parent-not-in-the-register", "reference", "parties.parent_party_id", "no-such-party", "the parent is not in parties"),
    Broken("own-parent", "parties", "not_itself", 2, "parent_party_id", _copied("parties", 2, "party_id", "parent_party_id"),
           "a party is not its own parent"),
    Broken("own-origin", "sources", "not_itself", 2, "origin_source_id", _copied("sources", 2, "source_id", "origin_source_id"),
           "a document is not its own origin"),
    _row("two-origins", "one_origin", "sources.origin_named", {"origin_source_id": "sec-202510-msft-10q-note17", "origin_named": "Paper"},
         "the origin is a document of the register or one named in words"),
    Broken("part-of-itself", "deals", "not_itself", 2, "part_of_deal_id", _copied("deals", 2, "deal_id", "part_of_deal_id"),
           "a deal is not part of itself"),
    Broken("replaces-itself", "deals", "not_itself", 2, "supersedes_deal_id", _copied("deals", 2, "deal_id", "supersedes_deal_id"),
           "a deal does not replace itself"),
    Broken("buys-from-itself", "deals", "not_itself", 2, "seller_party_id", _copied("deals", 2, "buyer_party_id", "seller_party_id"),
           "buyer and seller differ"),
    Broken("supplies-itself", "supply_relations", "not_itself", 2, "customer_party_id",
           _copied("supply_relations", 2, "supplier_party_id", "customer_party_id"), "supplier and customer differ"),
    _row("finances-itself", "not_itself", "financing.to_party_id", {"from_party_id": "aep", "to_party_id": "aep"},
         "cash does not flow from a party to itself"),
    Broken("row-twice", "deal_terms", "unique_key", 2, "deal_id", _rows("deal_terms", lambda rows: [*rows, rows[1]]),
           "a statement stands in the table once"),
    Broken("id-twice", "parties", "unique_key", 2, "party_id",
           _rows("parties", lambda rows: [*rows, [rows[1][0], "Another name", *rows[1][2:]]]), "an id is of one party"),
    _row("amount-without-qualifier", "value_with_qualifier", "deal_terms.value_qualifier",
         {"value_usd_bn": "5", "value_qualifier": "", "value_period": "total"}, "nobody can tell how the amount is to be read"),
    _row("capacity-without-qualifier", "capacity_with_qualifier", "deal_terms.capacity_qualifier",
         {"capacity_mw": "100", "capacity_qualifier": ""}, "nobody can tell how the capacity is to be read"),
    _row("accelerators-without-qualifier", "accelerators_with_qualifier", "deal_terms.accelerator_qualifier",
         {"accelerator_count": "100", "accelerator_qualifier": ""}, "nobody can tell how the number is to be read"),
    _row("cash-without-qualifier", "amount_with_qualifier", "financing.amount_qualifier",
         {"amount_usd_bn": "5", "amount_qualifier": ""}, "nobody can tell how the amount is to be read"),
    _row("total-without-qualifier", "value_with_qualifier", "stated_totals.value_qualifier",
         {"value_usd_bn": "5", "value_qualifier": ""}, "nobody can tell how the total is to be read"),
    _row("total-without-figure", "states_a_figure", "stated_totals.value_usd_bn",
         {"value_usd_bn": "", "value_qualifier": "", "capacity_mw": ""}, "a total states something"),
    _row("cash-of-nobody", "names_a_party", "financing.from_party_id", {"from_party_id": "", "to_party_id": ""}, "no party is named"),
    _row("latitude-alone", "both_coordinates", "sites.longitude", {"latitude": "33.83", "longitude": ""}, "half a position"),
    _row("share-above-one", "share_between_0_and_1", "grid_statistics.value", {"value": "1.000001", "unit": "share"}, "a share in percent"),
    _row("start-without-precision", "precision_with_date", "deal_terms.starts_precision", _term("2026-01-31"), "precision missing"),
    _row("start-inside-its-month", "period_last_day", "deal_terms.starts_on", _term("2028-02-28", "month"), "2028 is a leap year"),
    _row("end-without-precision", "precision_with_date", "deal_terms.ends_precision", _term("", "", "2026-01-31"), "precision missing"),
    _row("end-at-the-start-of-its-year", "period_last_day", "deal_terms.ends_on", _term("", "", "2026-01-01", "year"), "not its last day"),
    _row("ends-before-it-starts", "dates_in_order", "deal_terms.ends_on", _term("2026-01-02", "day", "2026-01-01", "day"), "time runs on"),
    _row("supply-ends-before-it-starts", "dates_in_order", "supply_relations.valid_to",
         {"valid_from": "2026-05-08", "valid_to": "2026-05-07"}, "time runs on"),
    _row("due-without-precision", "precision_with_date", "deal_tranches.due_precision",
         {"due_on": "2029-12-31", "due_precision": ""}, "precision missing"),
    _row("due-inside-its-half", "period_last_day", "deal_tranches.due_on",
         {"due_on": "2029-09-30", "due_precision": "half"}, "the second half ends on 31 December"),
    _row("milestone-without-precision", "precision_with_date", "milestones.precision",
         {"status": "planned", "occurs_on": "2027-06-30", "precision": ""}, "precision missing"),
    _row("milestone-inside-its-quarter", "period_last_day", "milestones.occurs_on",
         {"status": "planned", "occurs_on": "2027-06-29", "precision": "quarter"}, "it ends on 30 June"),
    _row("achieved-tomorrow", "achieved_is_past", "milestones.occurs_on",
         {"status": "achieved", "occurs_on": "2026-03-28", "precision": "day", "stated_on": "2026-03-27"}, "not yet happened"),
    _row("power-without-precision", "precision_with_date", "power_arrangements.expected_precision",
         {"expected_on": "2027-06-30", "expected_precision": ""}, "precision missing"),
    _row("power-inside-its-month", "period_last_day", "power_arrangements.expected_on",
         {"expected_on": "2027-06-15", "expected_precision": "month"}, "it ends on the 30th"),
)  # fmt: skip

_HTML = b"<!DOCTYPE html>\n<html>\n<head><title>Sign in</title></head>\n<body>Sign in, please</body>\n</html>\n"
_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
_ROW = b"amazon-talen-2025,extension,2025-06-16,ans-20250616-talen"

_FILES = (
    Broken("latin-1", "deal_clauses", "utf_8", 3, "", _line("deal_clauses", 3, _ROW + b",Caf\xe9\n"), "saved as Latin-1", r"Caf\xe9"),
    Broken("utf-16", "deal_terms", "utf_8", 1, "", _bytes("deal_terms", lambda b: b.decode().encode("utf-16")), "saved as UTF-16", r"\xff"),
    Broken("utf-16-without-mark", "deal_terms", "text_only", 1, "", _bytes("deal_terms", lambda b: b.decode().encode("utf-16-le")),
           "saved as UTF-16, every other byte is zero", "NUL"),
    Broken("cut-inside-a-character", "deal_clauses", "utf_8", 3, "",
           _lines("deal_clauses", lambda lines: [*lines[:2], _ROW + b",Caf\xc3"]), "copied half", r"Caf\xc3"),
    Broken("byte-order-mark", "deals", "no_byte_order_mark", 1, "", _bytes("deals", lambda b: b"\xef\xbb\xbf" + b),
           "saved by a spreadsheet", "BOM"),
    Broken("crlf", "milestones", "line_feed_only", 1, "", _bytes("milestones", lambda b: b.replace(b"\n", b"\r\n")),
           "saved on Windows", "CR"),
    Broken("crlf-on-one-line", "milestones", "line_feed_only", 3, "",
           _lines("milestones", lambda lines: [*lines[:2], lines[2].replace(b"\n", b"\r\n"), *lines[3:]]), "one line pasted in", "CR"),
    Broken("old-mac", "milestones", "line_feed_only", 1, "", _bytes("milestones", lambda b: b.replace(b"\n", b"\r")),
           "saved on an old Mac", "CR"),
    Broken("semicolons", "sites", "comma_separated", 1, "", _delimited("sites", ";"), "saved in a German locale", "site_id;name"),
    Broken("tabs", "sites", "comma_separated", 1, "", _delimited("sites", "\t"), "pasted from a spreadsheet", "site_id\tname"),
    Broken("cut-inside-a-row", "deal_clauses", "complete_last_line", 4, "",
           _lines("deal_clauses", lambda lines: [*lines[:3], b"amazon-talen-20"]), "copied half", "amazon-talen-20"),
    Broken("no-last-line-feed", "deal_clauses", "complete_last_line", 3, "",
           _lines("deal_clauses", lambda lines: [*lines[:2], _ROW + b",Whole row."]), "may be cut anywhere", "Whole row."),
    Broken("quote-not-closed-on-the-last-line", "deal_clauses", "quoting", 3, "",
           _lines("deal_clauses", lambda lines: [*lines[:2], _ROW + b',"Options.\n']), "a quote without its second"),
    Broken("quote-not-closed", "deal_clauses", "quoting", 3, "",
           _lines("deal_clauses", lambda lines: [*lines[:2], _ROW + b',"Options.\n', *[_ROW + b",Plain.\n"] * 3]),
           "a quote without its second swallows the rows below"),
    Broken("quote-inside-a-quoted-cell", "deal_clauses", "quoting", 3, "",
           _line("deal_clauses", 3, _ROW + b',"Options "to extend" it."\n'), "quotes inside a quoted cell are doubled"),
    Broken("text-after-a-quoted-cell", "deal_clauses", "quoting", 3, "",
           _line("deal_clauses", 3, _ROW + b',"Options" to extend.\n'), "a quoted cell ends with its quote"),
    Broken("column-twice", "parties", "column_once", 1, "name",
           _rows("parties", lambda rows: [[*row, row[1]] for row in rows]), "one of the two would be lost", "name"),
    Broken("header-again", "milestones", "type", 3, "stated_on", _lines("milestones", lambda lines: [*lines[:2], lines[0], *lines[2:]]),
           "two files were joined"),
    Broken("column-missing", "deals", "column_present", 1, "announced_on",
           _rows("deals", lambda rows: [[*row[:5], *row[6:]] for row in rows]), "a column was removed"),
    Broken("column-extra", "sources", "column_known", 1, "note", _rows("sources", lambda rows: [[*row, "note"] for row in rows]),
           "a column was added", "note"),
    Broken("column-renamed", "sources", "column_renamed", 1, "publisher",
           _header("sources", lambda header: ["Publisher" if name == "publisher" else name for name in header]),
           "another case", "Publisher"),
    Broken("columns-swapped", "deals", "column_order", 1, "seller_party_id",
           _rows("deals", lambda rows: [_swapped(row, 3, 4) for row in rows]),
           "buyer and seller changed places", "seller_party_id"),
    Broken("header-missing", "site_deals", "column_present", 1, "site_id", _lines("site_deals", lambda lines: lines[1:]),
           "the first row stands in its place"),
    Broken("cell-missing", "financing", "cells_per_row", 3, "", _rows("financing", lambda rows: [*rows[:2], rows[2][:-1], *rows[3:]]),
           "values would move to other columns"),
    Broken("cell-extra", "grid_statistics", "cells_per_row", 3, "",
           _rows("grid_statistics", lambda rows: [*rows[:2], [*rows[2], "extra"], *rows[3:]]), "a cell without a column"),
    Broken("comma-not-quoted", "deal_clauses", "cells_per_row", 3, "", _line("deal_clauses", 3, _ROW + b",Options, to extend.\n"),
           "a comma outside quotes parts a cell", "amazon-talen-2025,extension"),
    Broken("row-over-two-lines", "deal_clauses", "cells_per_row", 4, "",
           _lines("deal_clauses", lambda lines: [*lines[:2], _ROW + b"\n", b"Options to extend.\n", *lines[3:]]),
           "a line break outside quotes parts a row", "Options to extend."),
    Broken("blank-line", "supply_relations", "cells_per_row", 3, "",
           _lines("supply_relations", lambda lines: [*lines[:2], b"\n", *lines[2:]]), "a line without cells"),
    Broken("merge-conflict", "milestones", "cells_per_row", 3, "",
           _lines("milestones", lambda lines: [*lines[:2], b"<<<<<<< HEAD\n", *lines[2:]]), "left by a merge", "<<<<<<< HEAD"),
    Broken("cell-of-ten-megabytes", "deal_terms", "cell_size", 2, "", _cells("deal_terms", 2, {"statement": "a, " * (10 * MEGABYTE // 3)}),
           "no cell is that long"),
    Broken("cell-of-200-thousand-characters", "deal_terms", "cell_size", 2, "", _cells("deal_terms", 2, {"statement": "a, " * 66_667}),
           "no cell is that long"),
    Broken("cell-of-ten-megabytes-in-many-lines", "deal_terms", "cell_size", 2, "",
           _cells("deal_terms", 2, {"statement": "a line\n" * (10 * MEGABYTE // 7)}), "no cell is that long"),
    Broken("line-of-ten-megabytes", "deal_clauses", "cell_size", 4, "",
           _lines("deal_clauses", lambda lines: [*lines[:3], b"a" * (10 * MEGABYTE)]), "no end of line", "aaaa"),
    Broken("nul", "party_financials", "text_only", 3, "", _lines("party_financials", lambda lines: [*lines[:2], b"a\0b\n", *lines[2:]]),
           "a byte of zero is no text", "NUL"),
    Broken("empty", "power_arrangements", "file_not_empty", 0, "", _bytes("power_arrangements", lambda _: b""), "nothing was written"),
    Broken("header-only", "power_arrangements", "has_rows", 0, "", _lines("power_arrangements", lambda lines: lines[:1]),
           "would empty the table"),
    Broken("missing", "financing", "file_present", 0, "", _missing, "the file was not delivered"),
    Broken("directory", "financing", "file_present", 0, "", _directory, "a folder of that name is no file"),
    Broken("workbook", "sites", "utf_8", 1, "", _bytes("sites", _workbook), "a workbook under the name of a CSV file", "PK"),
    Broken("html", "grid_statistics", "column_known", 1, "<!DOCTYPE html>", _bytes("grid_statistics", lambda _: _HTML),
           "a sign-in page was saved", "<!DOCTYPE html>"),
    Broken("pointer-of-large-file-storage", "site_phases", "column_present", 1, "phase_id", _bytes("site_phases", lambda _: _POINTER),
           "the pointer came instead of the file"),
)  # fmt: skip

BROKEN: tuple[Broken, ...] = (*_TYPES, *_RANGES, *_TEXTS, *_TABLE_RULES, *_FILES)
