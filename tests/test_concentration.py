"""On whom it depends: the worked example, what must hold for any lines, and an independent library beside the graphs."""

import csv
import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.paths import Paths
from tests.compiled_models import CompiledModels
from tests.running import records
from tests.tiny_register import DBT_PROJECT, REGISTER, TinyRegister, built

Connection = duckdb.DuckDBPyConnection
Amounts = Mapping[str, int]
IN_FORCE = "known_from <= $day and $day < known_to"
TODAY = date(2026, 5, 1)


def _register() -> TinyRegister:
    """The four lines of the worked example; Oracle and AWS on NVIDIA, Cerebras on its own, Microsoft on nobody says what."""
    register = TinyRegister()
    for source, reliability in (("filing", "A"), ("second", "A")):
        register.add("sources", source_id=source, reliability=reliability)
    kinds = {"oracle": "hyperscaler", "microsoft": "hyperscaler", "amazon": "hyperscaler", "cerebras": "chip_designer",
             "nvidia": "chip_designer", "openai": "ai_lab", "tsmc": "foundry", "fab-b": "foundry", "builder": "server_oem",
             "neo": "neocloud", "maker": "equipment"}  # fmt: skip
    for party, kind in kinds.items():
        register.add("parties", party_id=party, party_type=kind, country_code="US")
    register.add("parties", party_id="aws", party_type="hyperscaler", parent_party_id="amazon")
    deals = (
        ("oracle-300", "oracle", "2025-09-10", 300, None, "NVIDIA GB200"),
        ("microsoft-250", "microsoft", "2025-10-28", 250, None, None),
        ("aws-38", "aws", "2025-11-03", 38, None, "NVIDIA GB200/GB300"),
        ("cerebras-10", "cerebras", "2026-01-14", 10, None, None),
        ("cerebras-20", "cerebras", "2026-04-17", 20, "cerebras-10", None),
    )
    for deal, seller, day, amount, replaces, family in deals:
        register.add("deals", deal_id=deal, seller_party_id=seller, supersedes_deal_id=replaces)
        register.add_terms(deal, day, "filing", amount, firmness="binding", accelerator_family=family)
    # a mix is of one document: 70 and 20 of the first, then 50 of another that names no second supplier
    for supplier, share, day, source in (("tsmc", "0.7", "2026-02-01", "filing"), ("fab-b", "0.2", "2026-02-01", "filing"),
                                         ("tsmc", "0.5", "2026-04-01", "second")):  # fmt: skip
        register.add("supply_relations", supplier_party_id=supplier, customer_party_id="nvidia", input_role="foundry",
                     share_of_input=share, stated_on=day, source_id=source, statement="Stated.")  # fmt: skip
    _loop(register)
    _two_steps(register)
    return register


def _loop(register: TinyRegister) -> None:
    """NVIDIA puts 30 into OpenAI, told twice; OpenAI pays Oracle 300; Oracle pays NVIDIA 40. A letter of 100 is no part of it."""
    register.add("deals", deal_id="oracle-nvidia-40", buyer_party_id="oracle", seller_party_id="nvidia", deal_type="chip_supply")
    register.add_terms("oracle-nvidia-40", "2025-10-01", "filing", 40, firmness="binding")
    for flow, amount, firmness, day in (("first", 30, "binding", "2026-02-27"), ("again", 30, "reported", "2026-02-28"),
                                        ("letter", 100, "letter_of_intent", "2025-09-22")):  # fmt: skip
        register.add("financing", financing_id=flow, instrument="equity", from_party_id="nvidia", to_party_id="openai",
                     amount_usd_bn=amount, amount_qualifier="exact", firmness=firmness, stated_on=day, source_id="filing",
                     statement="Stated.")  # fmt: skip
    for flow, amount, helped in (("backstop-a", 3, "neo"), ("backstop-b", 2, "builder")):
        register.add("financing", financing_id=flow, instrument="lease_backstop", from_party_id="nvidia", to_party_id=helped,
                     amount_usd_bn=amount, amount_qualifier="exact", firmness="binding", stated_on="2026-03-01", source_id="filing",
                     statement="Stated.")  # fmt: skip
    register.add("party_financials", party_id="cerebras", metric="remaining_performance_obligation", period_end_on="2026-04-30",
                 value_usd_bn="25", basis="actual", stated_on="2026-05-01", source_id="filing", statement="Stated.")  # fmt: skip


def _two_steps(register: TinyRegister) -> None:
    """A cloud buys servers of a builder that takes chips of NVIDIA and buys from the cloud itself: two steps and a circle."""
    for supplier, customer, share in (("builder", "neo", "0.8"), ("nvidia", "builder", "0.5"), ("neo", "builder", "0.5")):
        register.add("supply_relations", supplier_party_id=supplier, customer_party_id=customer, input_role="accelerator",
                     share_of_input=share, stated_on="2026-01-01", source_id="filing", statement="Stated.")  # fmt: skip
    register.add("deals", deal_id="neo-10", buyer_party_id="maker", seller_party_id="neo")
    register.add_terms("neo-10", "2026-03-01", "filing", 10, firmness="binding")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("concentration")


@pytest.fixture(scope="module")
def marts(folder: Path) -> Iterator[Connection]:
    with built(_register(), folder) as connection:
        yield connection


@pytest.fixture(scope="module")
def models(marts: Connection, folder: Path) -> CompiledModels:
    found = CompiledModels(marts, folder)
    found.copy("dim_concentration_assumption")
    return found


def _rows(connection: Connection, sql: str, day: date = TODAY, **values: object) -> list[tuple[object, ...]]:
    return connection.execute(sql, {"day": day, **values}).fetchall()


def _index(connection: Connection, dimension: str, day: date = TODAY, buyer: str = "openai") -> tuple[object, ...]:
    sql = f"""
        select top_1_name, top_1_share, top_1_share_high, hhi, hhi_low, hhi_high from marts.vendor_concentration
        where {IN_FORCE} and buyer_party_id = $buyer and dimension = $dimension and weight = 'value_usd'
    """
    (row,) = _rows(connection, sql, day, buyer=buyer, dimension=dimension)
    return row


# --- the worked example ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "hhi"), [(TODAY, 4175), (date(2026, 2, 1), 4308)])
def test_four_lines_have_the_documented_index(marts: Connection, day: date, hhi: int) -> None:
    _, _, _, found, low, high = _index(marts, "seller_parent", day)
    assert isinstance(found, float)
    assert found == low == high
    assert round(found) == hhi


def test_chips_of_an_unknown_mix_are_an_interval(marts: Connection) -> None:
    name, share, share_high, hhi, low, high = _index(marts, "chip_designer_parent")
    assert (name, hhi) == ("nvidia", None)
    assert (share, share_high) == (pytest.approx(338 / 608), pytest.approx(588 / 608))
    assert (low, high) == (pytest.approx(3101.30, abs=0.01), pytest.approx(9363.75, abs=0.01))


@pytest.mark.parametrize(
    ("day", "mix"),
    [
        (date(2025, 12, 1), {"unknown": 1.0}),
        (date(2026, 3, 1), {"tsmc": 0.7, "fab-b": 0.2, "unknown": 0.1}),
        (date(2026, 4, 2), {"tsmc": 0.5, "unknown": 0.5, "fab-b": 0.0}),
    ],
)
def test_a_mix_is_of_one_document_and_known_from_its_day(marts: Connection, day: date, mix: dict[str, float]) -> None:
    sql = f"select member, member_share from core.fct_line_member where {IN_FORCE} and line_id = 'oracle-300' and tier = 'foundry'"
    found = {member: float(share) for member, share in _rows(marts, sql, day)}  # type: ignore[arg-type]
    assert found == pytest.approx(mix)


def test_shares_are_multiplied_along_the_path_and_a_circle_ends_it(marts: Connection) -> None:
    sql = f"""
        select member, member_share, path, member_basis from core.fct_line_member
        where {IN_FORCE} and line_id = 'neo-10' and tier = 'chip_designer' order by member
    """
    found = _rows(marts, sql)
    assert [(member, float(share), path) for member, share, path, _ in found] == [  # type: ignore[arg-type]
        ("nvidia", 0.4, "|neo|builder|nvidia|"),
        ("unknown", 0.6, None),
    ]


def test_every_share_joins_to_its_lines_and_pages_in_one_join(published: Paths) -> None:
    with duckdb.connect(str(published.database), read_only=True) as connection:
        found = connection.execute(
            """
            select count(*), count(*) filter (amount <> member_amount), count(*) filter (statements < lines or statements is null)
            from (
                select shares.member_amount, sum(lines.member_amount) as amount, count(*) as lines,
                    count(lines.line_statement_id) as statements
                from marts.vendor_shares as shares
                left join marts.vendor_share_lines as lines
                    on lines.tier = shares.tier and lines.weight = shares.weight and lines.by_year = shares.by_year
                    and shares.member = case when shares.party_level = 'parent' then lines.member_parent else lines.member end
                    and lines.is_unknown = shares.is_unknown
                    and lines.known_from <= shares.known_from and shares.known_from < lines.known_to
                    and (shares.buyer_party_id = lines.buyer_party_id and lines.counts_in_buyer
                         or shares.buyer_party_id = 'all-buyers' and lines.counts_in_market)
                group by shares.buyer_party_id, shares.dimension, shares.weight, shares.by_year, shares.member, shares.known_from,
                    shares.member_amount
            )
            """
        ).fetchall()
        assert found[0][0] > 10_000
        assert found[0][1:] == (0, 0)


def test_every_reading_is_of_a_statement_of_the_register(published: Paths) -> None:
    with duckdb.connect(str(published.database), read_only=True) as connection:
        sql = "select statement_id from core.relation_readings where statement_id not in (select statement_id from marts.statements)"
        assert connection.execute(sql).fetchall() == []


def test_every_accelerator_family_of_the_register_has_one_designer() -> None:
    with (DBT_PROJECT / "seeds" / "accelerator_families.csv").open(encoding="utf-8", newline="") as handle:
        prefixes = [row["family_prefix"] for row in csv.DictReader(handle)]
    families = {row["accelerator_family"] for row in records(REGISTER, "deal_terms")} - {""}
    assert len(families) > 10
    assert [family for family in families if sum(family.startswith(prefix) for prefix in prefixes) != 1] == []


# --- customers, guarantees, loops of the worked example ----------------------------------------------------------------


def test_a_buyer_is_a_share_of_the_backlog_and_pays_a_part(marts: Connection) -> None:
    sql = f"""
        select obligation_usd_base / 1e9, line_share, backlog_share_low, backlog_share_base, backlog_share_high,
            loss_usd_low / 1e9, loss_usd_base / 1e9, loss_usd_high / 1e9, loss_of_backlog_share_base
        from marts.customer_concentration
        where {IN_FORCE} and party_level = 'parent' and supplier_party_id = 'cerebras' and buyer_party_id = 'openai'
    """
    assert _rows(marts, sql) == [(20.0, 1.0, 0.8, 0.8, 0.8, 5.0, 10.0, 15.0, 0.4)]


def test_guarantees_of_one_party_are_stacked(marts: Connection) -> None:
    sql = f"""
        select flow_count, guarantee_usd / 1e9 from marts.circular_exposure
        where {IN_FORCE} and structure = 'guarantor' and party_level = 'parent' and flow_scope = 'firm' and path = 'nvidia'
    """
    assert _rows(marts, sql) == [(2, 5.0)]


@pytest.mark.parametrize(
    ("day", "loops"),
    [
        (date(2025, 9, 30), []),
        (date(2025, 12, 1), [("with_non_binding", 40.0)]),
        (TODAY, [("firm", 30.0)]),
    ],
)
def test_a_loop_is_as_firm_as_its_weakest_flow_and_as_large_as_its_smallest(
    marts: Connection, day: date, loops: list[tuple[str, float]]
) -> None:
    sql = f"""
        select flow_scope, bottleneck_usd_high / 1e9 from marts.circular_exposure
        where {IN_FORCE} and structure = 'loop' and party_level = 'parent' and path = 'nvidia > openai > oracle > nvidia'
    """
    assert _rows(marts, sql, day) == loops


def test_money_inside_components_is_a_share_of_all_money(marts: Connection) -> None:
    sql = f"""
        select flow_scope, circular_usd / 1e9, flow_total_usd / 1e9 from marts.circular_exposure
        where {IN_FORCE} and structure = 'component' and party_level = 'parent' order by flow_scope
    """
    # inside: 30 + 300 + 40; beside it Microsoft 250, AWS 38, Cerebras 20 and 10 to the cloud. The 30 told again adds nothing,
    # the letter only what it has above them.
    assert _rows(marts, sql) == [
        ("committed", 370.0, 688.0),
        ("firm", 370.0, 688.0),
        ("with_non_binding", 440.0, 758.0),
    ]


# --- what must hold for any lines ----------------------------------------------------------------------------------------

AMOUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 10**12), min_size=1, max_size=7)
UNKNOWN = st.integers(0, 10**12)


def _line(buyer: str, member: str, amount: int, **cells: object) -> dict[str, object]:
    row = {"weight": "value_usd", "by_year": 0, "buyer_party_id": buyer, "counts_in_buyer": True, "counts_in_market": True,
           "line_id": f"{buyer}-{member}", "tier": "seller", "member": member, "member_parent": member,
           "is_unknown": member == "unknown", "member_basis": "contract", "member_amount": amount, "line_known_on": TODAY,
           "known_from": TODAY, "known_to": date(9999, 12, 31)}  # fmt: skip
    return {**row, **cells}


def _concentrations(models: CompiledModels, buyers: Mapping[str, Amounts]) -> dict[str, dict[str, float]]:
    """Index, its bounds and number of vendors of each buyer, weighed with what it buys of whom."""
    models.fill("vendor_share_lines", [_line(b, m, amount) for b, lines in buyers.items() for m, amount in lines.items() if amount])
    models.run("vendor_shares", "vendor_concentration")
    names = ("hhi", "hhi_low", "hhi_high", "vendors")
    found = models.rows(f"select buyer_party_id, {', '.join(names)} from marts.vendor_concentration where dimension = 'seller'")
    return {str(row[0]): dict(zip(names, row[1:], strict=True)) for row in found}  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(lines=AMOUNTS, unknown=UNKNOWN)
def test_shares_add_up_and_the_index_is_within_its_bounds(models: CompiledModels, lines: dict[str, int], unknown: int) -> None:
    found = _concentrations(models, {"known": lines, "partly": {**lines, "unknown": unknown}})
    sums = models.rows("select sum(share_of_total) from marts.vendor_shares group by buyer_party_id, dimension")
    assert [total for (total,) in sums] == pytest.approx([1.0] * len(sums))
    assert 10_000 / len(lines) - 1e-6 <= found["known"]["hhi"] <= 10_000 + 1e-6
    total = sum(lines.values())
    assert found["known"]["hhi"] == pytest.approx(10_000 * sum((x / total) ** 2 for x in lines.values()))
    assert found["partly"]["hhi_low"] <= found["partly"]["hhi_high"] + 1e-6
    assert (found["partly"]["hhi"] is None) == (unknown > 0)


@settings(max_examples=25, deadline=None)
@given(lines=AMOUNTS, share=st.floats(0.01, 0.99))
def test_splitting_never_raises_and_merging_never_lowers_the_index(models: CompiledModels, lines: dict[str, int], share: float) -> None:
    first, *rest = lines
    part = int(lines[first] * share)
    split = {**lines, first: lines[first] - part, "new": part}
    merged = dict(lines)
    if rest:
        merged[first] += merged.pop(rest[0])
    found = _concentrations(models, {"whole": lines, "split": split, "merged": merged})
    assert found["split"]["hhi"] <= found["whole"]["hhi"] + 1e-6
    assert found["merged"]["hhi"] >= found["whole"]["hhi"] - 1e-6


@settings(max_examples=25, deadline=None)
@given(lines=AMOUNTS, parts=st.lists(st.tuples(st.sampled_from("abcdefgxyz"), st.integers(1, 10**12)), min_size=1, max_size=6))
def test_the_interval_contains_every_completion(models: CompiledModels, lines: dict[str, int], parts: list[tuple[str, int]]) -> None:
    completed = dict(lines)
    for member, amount in parts:
        completed[member] = completed.get(member, 0) + amount
    unknown = sum(amount for _, amount in parts)
    found = _concentrations(models, {"partly": {**lines, "unknown": unknown}, "completed": completed})
    # with nothing known, one may be larger than all known ones
    assert found["partly"]["hhi_low"] - 1e-6 <= found["completed"]["hhi"] <= found["partly"]["hhi_high"] + 1e-6


@settings(max_examples=25, deadline=None)
@given(lines=AMOUNTS, unknown=UNKNOWN)
def test_what_is_lost_is_what_was_there(models: CompiledModels, lines: dict[str, int], unknown: int) -> None:
    rows = [_line("buyer", member, amount) for member, amount in {**lines, "unknown": unknown}.items() if amount]
    models.fill("vendor_share_lines", [*rows, _line("buyer", "unused", 0, line_id="buyer-a")])
    models.run("vendor_shares", "vendor_outage")
    bounds = [f"loss_share_{when}_{bound}" for when in ("now", "6_months", "12_months", "24_months") for bound in ("low", "high")]
    found = {row[0]: row[1:] for row in models.rows(
        f"select failed_member, {', '.join(bounds)} from marts.vendor_outage where buyer_party_id = 'buyer' and dimension = 'seller'"
    )}  # fmt: skip
    total = sum(lines.values()) + unknown
    lost = [0.0]
    for member in sorted(lines):
        lost.append(lost[-1] + found[member][0])  # type: ignore[operator]
        assert lost[-1] >= lost[-2]
    assert lost[-1] + unknown / total == pytest.approx(1.0)
    assert found["unused"][0] == 0.0
    assert found["unused"][1] == pytest.approx(unknown / total)
    for losses in found.values():
        lows, highs = losses[::2], losses[1::2]
        assert list(lows) == sorted(lows, reverse=True)  # type: ignore[type-var]
        assert list(highs) == sorted(highs, reverse=True)  # type: ignore[type-var]
        assert all(low <= high + 1e-12 for low, high in zip(lows, highs, strict=True))  # type: ignore[operator]


@settings(max_examples=15, deadline=None)
@given(sellers=st.lists(st.sampled_from("abcd"), min_size=1, max_size=6))
def test_look_through_to_oneself_is_the_direct_view(models: CompiledModels, sellers: list[str]) -> None:
    models.fill("dim_party", [{"party_id": p, "party_type": "neocloud", "ultimate_parent_party_id": p} for p in "abcd"])
    deals = [{"deal_id": f"d{n}", "deal_type": "cloud_capacity", "is_programme": False, "seller_party_id": seller}
             for n, seller in enumerate(sellers)]  # fmt: skip
    models.fill("dim_deal", deals)
    forever = {"known_from": date(2000, 1, 1), "known_to": date(9999, 12, 31)}
    models.fill("fct_look_through", [{"party_id": p, "input_role": "accelerator", "member": p, "path": f"|{p}|{p}|", "member_share": 1,
                                      "is_reading": False, **forever} for p in "abcd"])  # fmt: skip
    models.run("fct_line_member")
    sql = f"""
        select line_id, member, member_share from core.fct_line_member
        where tier = ? and known_from <= date '{TODAY}' and date '{TODAY}' < known_to order by all
    """
    assert models.rows(sql, "chip_designer") == models.rows(sql, "seller")
    assert len(models.rows(sql, "seller")) == len(sellers)


@settings(max_examples=20, deadline=None)
@given(before=AMOUNTS, after=AMOUNTS, unknown=st.tuples(UNKNOWN, UNKNOWN))
def test_contributions_add_up_to_the_change(
    models: CompiledModels, before: dict[str, int], after: dict[str, int], unknown: tuple[int, int]
) -> None:
    changed = date(2026, 6, 1)
    old = [_line("buyer", member, x, known_to=changed) for member, x in {**before, "unknown": unknown[0]}.items() if x]
    new = [_line("buyer", member, x, known_from=changed) for member, x in {**after, "unknown": unknown[1]}.items() if x]
    models.fill("vendor_share_lines", [*old, *new])
    models.run("vendor_shares", "vendor_concentration", "concentration_drivers")
    found = models.rows(
        """
        select line_id, hhi_low_after - hhi_low_before, hhi_low_contribution from marts.concentration_drivers
        where buyer_party_id = 'buyer' and dimension = 'seller'
        """
    )
    moved = {name for name in {*before, *after} if before.get(name) != after.get(name)} | (
        {"unknown"} if unknown[0] != unknown[1] else set()
    )
    assert {str(line).removeprefix("buyer-") for line, *_ in found} == moved
    if found:
        assert sum(part for _, _, part in found) == pytest.approx(found[0][1], abs=1e-6)  # type: ignore[misc]


# --- lines of buyers and of the market, dates, ties ----------------------------------------------------------------------


def test_what_passes_through_counts_for_its_own_buyer_only(models: CompiledModels) -> None:
    models.fill("vendor_share_lines", [_line("openai", "oracle", 300), _line("oracle", "neo", 40, counts_in_market=False)])
    models.run("vendor_shares", "vendor_concentration")
    sql = "select buyer_party_id, total_usd from marts.vendor_concentration where dimension = 'seller' order by all"
    assert models.rows(sql) == [("all-buyers", 300), ("openai", 300), ("oracle", 40)]


def test_a_line_counts_from_its_day_to_its_end_and_days_without_any_have_no_row(models: CompiledModels) -> None:
    january, february, march, june = (date(2026, month, 1) for month in (1, 2, 3, 6))
    models.fill("vendor_share_lines", [
        _line("openai", "a", 10, known_from=january, known_to=march), _line("openai", "b", 30, known_from=february, known_to=march),
        _line("openai", "c", 5, known_from=june),
    ])  # fmt: skip
    models.run("vendor_shares", "vendor_concentration")
    sql = """
        select known_from, known_to, vendors, total_usd, top_1_name from marts.vendor_concentration
        where dimension = 'seller' and buyer_party_id = 'openai' order by known_from
    """
    assert models.rows(sql) == [
        (january, february, 1, 10, "a"),
        (february, march, 2, 40, "b"),
        (june, date(9999, 12, 31), 1, 5, "c"),
    ]


def test_arms_of_a_group_are_one_by_parent_and_ties_end_by_name(models: CompiledModels) -> None:
    group = {"member_parent": "amazon"}
    models.fill("vendor_share_lines", [
        _line("openai", "nscale", 50), _line("openai", "nebius", 50), _line("openai", "neo", 20),
        _line("openai", "aws", 8, **group), _line("openai", "amazon", 2, **group),
    ])  # fmt: skip
    models.run("vendor_shares", "vendor_concentration")
    sql = """
        select dimension, vendors, top_1_name, top_3_share, party_level from marts.vendor_concentration
        where buyer_party_id = 'openai' order by dimension
    """
    share = pytest.approx(120 / 130)
    assert models.rows(sql) == [("seller", 5, "nebius", share, "legal"), ("seller_parent", 4, "nebius", share, "parent")]


# --- graphs, beside an independent library -------------------------------------------------------------------------------

PARTIES = "abcde"
EDGES = st.dictionaries(
    st.sampled_from([pair for pair in itertools.product(PARTIES, repeat=2) if pair[0] != pair[1]]),
    st.integers(1, 1000),
    min_size=1,
    max_size=12,
)
Edges = dict[tuple[str, str], int]


def _fill_flows(models: CompiledModels, edges: Edges) -> None:
    models.fill("money_flows", [
        {"flow_id": f"{a}{b}", "from_party_id": a, "from_parent_party_id": a, "to_party_id": b, "to_parent_party_id": b,
         "flow_kind": "purchase", "flow_firmness": "firm", "flow_usd": usd, "known_from": TODAY, "known_to": date(9999, 12, 31)}
        for (a, b), usd in edges.items()
    ])  # fmt: skip
    models.run("circular_exposure")


def _circular(models: CompiledModels, edges: Edges) -> tuple[Decimal, float]:
    _fill_flows(models, edges)
    sql = """
        select circular_usd, circular_share from marts.circular_exposure
        where structure = 'component' and flow_scope = 'firm' and party_level = 'parent'
    """
    ((usd, share),) = models.rows(sql)
    assert isinstance(usd, Decimal)
    assert isinstance(share, float)
    return usd, share


def _inside(edges: Edges) -> int:
    graph = nx.DiGraph(list(edges))
    number = {party: n for n, parties in enumerate(nx.strongly_connected_components(graph)) for party in parties}
    return sum(usd for (a, b), usd in edges.items() if number[a] == number[b])


@settings(max_examples=15, deadline=None)
@given(edges=EDGES)
def test_components_and_loops_are_those_of_networkx(models: CompiledModels, edges: Edges) -> None:
    assert _circular(models, edges)[0] == _inside(edges)
    found = models.rows(
        """
        select path, bottleneck_usd_high from marts.circular_exposure
        where structure = 'loop' and flow_scope = 'firm' and party_level = 'parent'
        """
    )
    expected = {}
    for loop in nx.simple_cycles(nx.DiGraph(list(edges)), length_bound=4):
        start = loop.index(min(loop))
        parties = [*loop[start:], *loop[:start], loop[start]]
        expected[" > ".join(parties)] = min(edges[pair] for pair in itertools.pairwise(parties))
    assert {path: int(usd) for path, usd in found} == expected  # type: ignore[call-overload]
    assert len(found) == len(expected)


@settings(max_examples=10, deadline=None)
@given(edges=EDGES, usd=st.integers(1, 1000), at=st.sampled_from(PARTIES))
def test_an_edge_outside_every_circle_never_raises_the_circular_share(models: CompiledModels, edges: Edges, usd: int, at: str) -> None:
    share = _circular(models, edges)[1]
    assert _circular(models, {**edges, (at, "z"): usd})[1] <= share + 1e-12


@settings(max_examples=10, deadline=None)
@given(edges=EDGES)
def test_taking_a_circle_away_lowers_what_is_circular(models: CompiledModels, edges: Edges) -> None:
    loops = list(nx.simple_cycles(nx.DiGraph(list(edges)), length_bound=4))
    if not loops:
        return
    gone = set(itertools.pairwise([*loops[0], loops[0][0]]))
    rest = {pair: usd for pair, usd in edges.items() if pair not in gone}
    before = _circular(models, edges)[0]
    assert (_circular(models, rest)[0] if rest else 0) < before


def test_graphs_of_the_register_are_those_of_networkx(published: Paths) -> None:
    ranks = {"firm": 1, "reported": 2, "non_binding": 3}
    scopes = {"firm": 1, "committed": 2, "with_non_binding": 3}
    with duckdb.connect(str(published.database), read_only=True) as connection:
        days = [day for (day,) in connection.execute("select distinct known_from from marts.money_flows order by 1").fetchall()]
        for day, (scope, rank) in itertools.product(days[::9], scopes.items()):
            sql = f"""
                select from_parent_party_id, to_parent_party_id, flow_kind, flow_firmness, flow_usd from marts.money_flows
                where {IN_FORCE} and from_parent_party_id <> to_parent_party_id
                    and 'unknown' not in (from_parent_party_id, to_parent_party_id)
            """
            flows = [row for row in connection.execute(sql, {"day": day}).fetchall() if ranks[row[3]] <= rank]
            edges: dict[tuple[str, str], Decimal] = {}
            for a, b, kind, _, usd in flows:
                if kind != "guarantee":
                    edges[a, b] = edges.get((a, b), Decimal(0)) + (usd or 0)
            found = connection.execute(
                f"""
                select coalesce(circular_usd, 0) from marts.circular_exposure
                where {IN_FORCE} and structure = 'component' and party_level = 'parent' and flow_scope = $scope
                """,
                {"day": day, "scope": scope},
            ).fetchall()
            assert found == ([(_inside(edges),)] if edges else []), (day, scope)  # type: ignore[arg-type]
            loops = connection.execute(
                f"""
                select path from marts.circular_exposure
                where {IN_FORCE} and structure = 'loop' and party_level = 'parent' and list_contains($scopes, flow_scope)
                """,
                {"day": day, "scopes": [name for name, each in scopes.items() if each <= rank]},
            ).fetchall()
            graph = nx.DiGraph([(a, b) for a, b, *_ in flows])
            assert len(loops) == len(set(loops)) == sum(1 for _ in nx.simple_cycles(graph, length_bound=4)), (day, scope)
