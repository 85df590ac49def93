"""Odds of energization in a published warehouse, worked out a second time in another way."""

import csv
from bisect import bisect_right
from collections import defaultdict
from datetime import date
from itertools import combinations
from math import prod
from pathlib import Path

import dagster as dg
import pytest

from orchestration.paths import REPOSITORY, Paths
from tests.running import Row, query

SEEDS = REPOSITORY / "dbt_project" / "seeds"
WIDTH = {"year": 12, "half": 6, "quarter": 3, "month": 1, "day": 1}
FACTORS = ("grid", "power_contract", "building", "chips", "permits", "unknown")
Curve = list[tuple[int, float, float]]
Cumulative = dict[int, float]


@pytest.fixture(scope="module")
def database(published_run: tuple[Paths, dg.ExecuteInProcessResult]) -> Path:
    return published_run[0].database


@pytest.fixture(scope="module")
def curves() -> dict[str, Curve]:
    """Points of the base curve of each class: delay, reached, withdrawn."""
    found: dict[str, Curve] = defaultdict(list)
    with (SEEDS / "reference_class_delays.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["scenario"] == "base":
                point = (int(row["delay_months"]), float(row["reached_probability"]), float(row["withdrawn_probability"]))
                found[row["class_id"]].append(point)
    return {class_id: sorted(points) for class_id, points in found.items()}


@pytest.fixture(scope="module")
def ready(database: Path) -> dict[tuple[object, object], dict[str, Cumulative]]:
    """Ready times by phase and start of the interval, then by component."""
    found: dict[tuple[object, object], dict[str, Cumulative]] = defaultdict(lambda: defaultdict(dict))
    sql = "select phase_id, known_from, component, months_ahead, ready_probability from core.fct_component_ready"
    for phase_id, known_from, component, months_ahead, probability in query(database, sql):
        found[phase_id, known_from][str(component)][int(str(months_ahead))] = float(str(probability))
    return found


def _at(curve: Curve, delay: int) -> tuple[float, float]:
    """Reached and withdrawn by a delay: straight between points, nothing before them, level after."""
    place = bisect_right([point[0] for point in curve], delay)
    if place == 0:
        return 0.0, 0.0
    if place == len(curve):
        return curve[-1][1], curve[-1][2]
    (start, reached, withdrawn), (end, reached_later, withdrawn_later) = curve[place - 1], curve[place]
    part = (delay - start) / (end - start)
    return reached + part * (reached_later - reached), withdrawn + part * (withdrawn_later - withdrawn)


def _mean(curve: Curve, delay: int, width: int) -> tuple[float, float]:
    values = [_at(curve, delay + month) for month in range(width)]
    return sum(value[0] for value in values) / width, sum(value[1] for value in values) / width


def _months(day: date) -> int:
    return 12 * day.year + day.month


def test_ready_times_are_the_delays_of_their_class_given_that_they_are_open(database: Path, curves: dict[str, Curve]) -> None:
    sql = """
        select
            ready.class_id, evidence.component_on, evidence.component_precision, ready.known_from, ready.months_ahead,
            ready.ready_probability
        from core.fct_component_ready as ready
        inner join core.fct_component_evidence as evidence
            on ready.phase_id = evidence.phase_id and ready.known_from = evidence.known_from
            and ready.component = case when evidence.component_status = 'unknown' then 'unknown' else evidence.component end
        where ready.class_id is not null and ready.months_ahead % 7 = 3
    """
    rows = set(query(database, sql))
    assert len({row[0] for row in rows}) >= 5
    for class_id, stated_on, precision, known_from, months_ahead, probability in rows:
        assert isinstance(stated_on, date)
        assert isinstance(known_from, date)
        width, to_go = WIDTH[str(precision)], _months(stated_on) - _months(known_from)
        reached_so_far, withdrawn_so_far = _mean(curves[str(class_id)], -to_go, width)
        reached, _ = _mean(curves[str(class_id)], int(str(months_ahead)) - to_go, width)
        expected = (reached - reached_so_far) / (1 - reached_so_far - withdrawn_so_far)
        assert float(str(probability)) == pytest.approx(expected, abs=1e-9)


def _binding(components: dict[str, Cumulative]) -> dict[str, float]:
    """Probability that each is the last: over the months, and over who else becomes ready in the month, shared evenly."""
    scaled = {name: {m: p / max(curve.values()) for m, p in curve.items()} for name, curve in components.items() if len(curve) > 1}
    horizon = range(max(max(curve) for curve in scaled.values()) + 1)
    found = {}
    for name in scaled:
        others = [other for other in scaled if other != name]
        total = 0.0
        for month in horizon:
            step = {other: scaled[other][month] - scaled[other].get(month - 1, 0.0) for other in scaled}
            before = {other: scaled[other].get(month - 1, 0.0) for other in scaled}
            for size in range(len(others) + 1):
                for tied in combinations(others, size):
                    rest = [other for other in others if other not in tied]
                    total += step[name] * prod(step[other] for other in tied) * prod(before[other] for other in rest) / (size + 1)
        found[name] = total
    return found


def test_binding_probabilities_are_those_of_every_order_of_ties(
    database: Path, ready: dict[tuple[object, object], dict[str, Cumulative]]
) -> None:
    columns = ", ".join(f"{factor}_binding_probability" for factor in FACTORS)
    rows = query(database, f"select phase_id, known_from, {columns} from core.fct_phase_odds where no_odds_reason is null")
    with_ties = [row for row in rows if len([curve for curve in ready[row[0], row[1]].values() if len(curve) > 1]) > 1]
    assert len(with_ties) > 50
    for phase_id, known_from, *shown in with_ties:
        expected = _binding(ready[phase_id, known_from])
        assert [float(str(value)) for value in shown] == pytest.approx([expected.get(factor, 0.0) for factor in FACTORS], abs=2e-6)


def test_quantiles_are_the_first_months_that_reach_them(database: Path, ready: dict[tuple[object, object], dict[str, Cumulative]]) -> None:
    names = [f"{bound}{name}_months_ahead" for bound in ("", "comonotone_") for name in ("p10", "p50", "p90")]
    rows = query(database, f"select phase_id, known_from, {', '.join(names)} from core.fct_phase_odds where no_odds_reason is null")
    for phase_id, known_from, *shown in rows:
        open_curves = [curve for curve in ready[phase_id, known_from].values() if len(curve) > 1]
        scaled = [{m: p / max(curve.values()) for m, p in curve.items()} for curve in open_curves]
        months = sorted(scaled[0])
        together = [(prod(curve[m] for curve in scaled), min(curve[m] for curve in scaled)) for m in months]
        expected = [next(m for m in months if together[m][bound] >= share - 1e-9) for bound in (0, 1) for share in (0.1, 0.5, 0.9)]
        assert shown == expected


def test_every_phase_has_odds_or_a_reason(database: Path) -> None:
    sql = """
        select distinct phases.phase_id from core.dim_site_phase as phases
        left join marts.energization_schedule as schedule
            on phases.phase_id = schedule.phase_id and schedule.known_to = '9999-12-31'
        where (schedule.p50_date is null) = (schedule.no_odds_reason is null)
    """
    assert query(database, sql) == []


def test_what_becomes_known_later_changes_no_earlier_odds(database: Path) -> None:
    """Odds of an interval rest on statements known when it begins, and on none later."""
    names = ("target", "grid", "power_contract", "building", "chips", "permits")
    for name in names:
        sql = f"""
            select schedule.phase_id from marts.energization_schedule as schedule
            inner join marts.statements on statements.statement_id = schedule.{name}_statement_id
            where statements.known_on > schedule.known_from
        """
        late: list[Row] = query(database, sql)
        assert late == []


# Worked out by hand from the megawatts of the stages and the weights of the rules.
@pytest.mark.parametrize(
    ("regime", "case", "counted_mw"),
    [
        ("california", "low", 0.33 * 93700 + 0.33 * 22000 + 0.70 * 3200 + 5900),
        ("california", "high", 0.10 * 321000 + 0.50 * 93700 + 0.50 * 22000 + 3200 + 5900),
        ("pjm", "before_2030", 0.70 * (3200 + 5900)),
        ("pjm", "from_2030", 0.50 * (321000 + 93700 + 22000) + 0.70 * (3200 + 5900)),
        ("texas", "executed_agreement", 3200 + 5900),
    ],
)
def test_rules_count_so_much_of_the_requests_in_texas(database: Path, regime: str, case: str, counted_mw: float) -> None:
    sql = f"""
        select requested_load_mw, counted_load_mw from marts.load_haircuts
        where region = 'ERCOT' and load_stage = 'all' and regime = '{regime}' and regime_case = '{case}'
    """
    ((requested, counted),) = query(database, sql)
    assert float(str(requested)) == 445800
    assert float(str(counted)) == pytest.approx(counted_mw, abs=0.01)
