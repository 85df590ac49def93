"""Properties of the column and contract registry."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from contracts_schema import CONTRACTS, Contract, contracts_of, vocabulary
from contracts_schema.column import Column
from contracts_schema.columns import COLUMNS
from contracts_schema.reading import polars_type

RAW = Path(__file__).parents[1] / "raw"

each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)


def _ending_in(*suffixes: str) -> list[Column]:
    return [column for column in COLUMNS.values() if column.name.endswith(suffixes)]


def _starting_with(*prefixes: str) -> list[Column]:
    return [column for column in COLUMNS.values() if column.name.startswith(prefixes)]


def _vocabularies() -> dict[str, vocabulary.Vocabulary]:
    return {name: value for name, value in vars(vocabulary).items() if name.isupper() and isinstance(value, dict)}


def test_a_column_stands_under_its_own_name() -> None:
    assert [name for name, column in COLUMNS.items() if name != column.name] == []


@pytest.mark.parametrize(("suffix", "unit"), [("_usd", "USD"), ("_usd_bn", "USD bn"), ("_mw", "MW")])
def test_an_amount_is_a_decimal_of_the_unit_that_its_name_ends_in(suffix: str, unit: str) -> None:
    columns = _ending_in(suffix)
    assert columns
    assert [column.name for column in columns if column.decimal_size is None or column.unit != unit] == []


def test_a_column_of_dollars_says_so_in_its_name() -> None:
    assert [column.name for column in COLUMNS.values() if column.unit in ("USD", "USD bn") and "_usd" not in column.name] == []


def test_a_column_named_for_a_day_is_a_date() -> None:
    columns = [*_ending_in("_on", "_date"), *(COLUMNS[name] for name in ("valid_from", "valid_to", "known_from", "known_to"))]
    assert [column.name for column in columns if column.type != "date"] == []


def test_a_date_is_named_for_a_day() -> None:
    named = {"as_of", *(column.name for column in _ending_in("_on", "_date", "_from", "_to"))}
    assert {column.name for column in COLUMNS.values() if column.type == "date"} <= named


def test_a_column_named_for_a_moment_is_a_timestamp_and_a_timestamp_is_named_so() -> None:
    assert {column.name for column in _ending_in("_at")} == {column.name for column in COLUMNS.values() if column.type == "timestamp"}


def test_a_share_has_the_unit_share_and_a_fractional_type() -> None:
    columns = _ending_in("_share")
    assert columns
    assert [column.name for column in columns if column.unit != "share" or not (column.decimal_size or column.type == "double")] == []


def test_a_share_in_the_raw_files_lies_between_0_and_1() -> None:
    shares = [field.column for contract in CONTRACTS for field in contract.fields if field.column.unit == "share"]
    assert shares
    assert [column.name for column in shares if (column.minimum, column.maximum) != (Decimal(0), Decimal(1))] == []


def test_months_are_whole_numbers_of_months() -> None:
    columns = _ending_in("_months")
    assert columns
    assert [column.name for column in columns if (column.type, column.unit) != ("int", "months")] == []


def test_a_yes_or_no_column_is_boolean_and_a_boolean_is_named_so() -> None:
    named = {column.name for column in _starting_with("is_", "counts_")}
    assert named == {column.name for column in COLUMNS.values() if column.type == "boolean"}


def test_an_id_is_text() -> None:
    assert [column.name for column in _ending_in("_id", "_ids") if column.type != "string"] == []


def test_every_description_is_a_sentence() -> None:
    texts = {column.name: column.description for column in COLUMNS.values()}
    assert {name: text for name, text in texts.items() if not text[:1].isupper() or not text.endswith(".") or "  " in text} == {}


def test_no_two_columns_share_a_description() -> None:
    counts = Counter(column.description for column in COLUMNS.values())
    shared = {text: [c.name for c in COLUMNS.values() if c.description == text] for text, count in counts.items() if count > 1}
    assert shared == {}


def test_bounds_are_in_order_and_stand_on_quantities_only() -> None:
    for column in COLUMNS.values():
        if column.minimum is not None and column.maximum is not None:
            assert column.minimum < column.maximum, column.name
        if column.minimum is not None or column.maximum is not None:
            assert column.type in ("int", "bigint") or column.decimal_size, column.name


def test_only_text_has_a_vocabulary_or_a_pattern() -> None:
    assert [c.name for c in COLUMNS.values() if (c.vocabulary is not None or c.pattern is not None) and c.type != "string"] == []


def test_every_vocabulary_gives_each_word_a_meaning_of_its_own() -> None:
    found = _vocabularies()
    assert found
    for name, words in found.items():
        assert words, name
        assert all(word.strip() and meaning.strip() for word, meaning in words.items()), name
        assert len(set(words.values())) == len(words), name


def test_every_vocabulary_is_used_by_a_column() -> None:
    used = [column.vocabulary.items() for column in COLUMNS.values() if column.vocabulary is not None]
    assert [name for name, words in _vocabularies().items() if not any(words.items() <= other for other in used)] == []


def test_no_word_of_a_vocabulary_is_longer_than_its_column() -> None:
    assert [c.name for c in COLUMNS.values() if c.vocabulary and max(map(len, c.vocabulary)) > c.max_length] == []


def test_no_two_contracts_have_the_same_name() -> None:
    assert [name for name, count in Counter(contract.name for contract in CONTRACTS).items() if count > 1] == []


def test_every_file_of_the_register_has_a_contract() -> None:
    assert {path.name for path in (RAW / "register").glob("*.csv")} == {contract.file_name for contract in contracts_of("register")}


@each_contract
def test_the_header_is_the_header_line_of_the_real_file(contract: Contract) -> None:
    with (RAW / contract.source / contract.file_name).open(encoding="utf-8", newline="") as handle:
        assert handle.readline() == ",".join(contract.header) + "\n"


@each_contract
def test_no_field_stands_in_a_table_twice_under_either_name(contract: Contract) -> None:
    assert len(set(contract.header)) == len(contract.fields)
    assert len({field.column.name for field in contract.fields}) == len(contract.fields)


@each_contract
def test_every_field_is_of_a_defined_column_and_of_a_type_that_is_read(contract: Contract) -> None:
    for field in contract.fields:
        assert COLUMNS[field.column.name] is field.column
        assert polars_type(field.column.type, field.column.decimal_size) is not None


@each_contract
def test_every_reference_points_to_the_key_of_its_table_by_the_same_role(contract: Contract) -> None:
    tables = {other.table: other for other in contracts_of(contract.source)}
    for field in contract.fields:
        if field.references:
            key = tables[field.references].key[0]
            assert field.raw_name == key or field.raw_name.endswith(f"_{key}"), field.raw_name


@each_contract
def test_every_id_of_another_table_is_a_reference_to_it(contract: Contract) -> None:
    keys = {other.key[0]: other.table for other in contracts_of(contract.source) if len(other.key) == 1}
    for field in contract.fields:
        for key, table in keys.items():
            if field.raw_name.endswith(f"_{key}") or (field.raw_name == key and table != contract.table):
                assert field.references == table, field.raw_name


@each_contract
def test_every_key_column_is_a_required_field(contract: Contract) -> None:
    assert contract.key
    assert [name for name in contract.key if not contract.field(name).required] == []


@each_contract
def test_every_rule_names_a_field_of_its_table_and_reads_no_other(contract: Contract) -> None:
    for rule in contract.rules:
        assert rule.field in contract.header
        assert set(rule.holds().meta.root_names()) <= set(contract.header), rule.name
        assert rule.message


@each_contract
def test_the_subject_of_a_statement_is_among_its_required_fields(contract: Contract) -> None:
    assert [name for name in contract.subject if not contract.field(name).required] == []


@each_contract
def test_a_statement_names_its_date_and_its_document(contract: Contract) -> None:
    assert contract.is_statement == ({"stated_on", "source_id"} <= set(contract.header))
