"""Reference classes, their fit, forecasts from them and scores: against figures made by hand and against invariants."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.odds.backtest import fit_as_known, score, walk_forward
from orchestration.odds.classes import OTHER, STAGES, TECHNOLOGIES, class_path, ercot_classes, reading_path
from orchestration.odds.epoch import building_cases, restatements
from orchestration.odds.fit import EARLIEST, GRID, LATEST, Curve, FittedClass, fit_classes, incidence, pooled
from orchestration.odds.forecast import HORIZON, QUANTILES, Odds, class_of, forecast
from orchestration.odds.priors import Prior, prior_curve, read_priors
from orchestration.odds.scores import NEVER, coverage, pinball_loss, probability_span, share_below
from orchestration.odds.snapshots import Snapshots
from orchestration.odds.statements import MILESTONES, OPEN, REACHED, WITHDRAWN, outcomes, statements, with_outcome
from orchestration.paths import REPOSITORY
from tests.tiny_queue import Queue, month_end, random_queue

SEEDS = REPOSITORY / "dbt_project" / "seeds"
MONTHS = len(GRID)


def _curve(hazard_reached: dict[int, float], hazard_withdrawn: dict[int, float] | None = None) -> Curve:
    """A curve with hazards at some delays."""
    reached, withdrawn = np.zeros(MONTHS), np.zeros(MONTHS)
    for delay, hazard in hazard_reached.items():
        reached[delay - EARLIEST] = hazard
    for delay, hazard in (hazard_withdrawn or {}).items():
        withdrawn[delay - EARLIEST] = hazard
    return incidence(reached, withdrawn)


def _at(curve: Curve, delay: int) -> tuple[float, float]:
    return float(curve.reached[delay - EARLIEST]), float(curve.withdrawn[delay - EARLIEST])


hazards = st.dictionaries(st.integers(-30, 60), st.floats(0, 0.5), max_size=8)
curves = st.builds(_curve, hazards, hazards)


# --- curves ---------------------------------------------------------------------------------------------------------


def test_incidence_multiplies_what_is_open_by_the_hazards() -> None:
    # 100 cases: at 0 half are reached and 10 of 100 withdraw; of the 40 left a quarter is reached at 1, at 2 half withdraw
    curve = _curve({0: 0.5, 1: 0.25}, {0: 0.1, 2: 0.5})
    assert _at(curve, -1) == (0, 0)
    assert _at(curve, 0) == pytest.approx((0.5, 0.1))
    assert _at(curve, 1) == pytest.approx((0.6, 0.1))
    assert _at(curve, 2) == pytest.approx((0.6, 0.25))
    assert _at(curve, LATEST) == pytest.approx((0.6, 0.25))


def test_what_is_still_open_is_counted_anew() -> None:
    curve = _curve({0: 0.5, 1: 0.25}, {0: 0.1, 2: 0.5}).after(0)
    # of the 40 open after 0, 10 are reached at 1 and 15 withdraw at 2
    assert _at(curve, 0) == (0, 0)
    assert _at(curve, 1) == pytest.approx((0.25, 0))
    assert _at(curve, 2) == pytest.approx((0.25, 0.375))


@given(hazards, hazards)
def test_a_curve_gives_back_its_hazards(reached: dict[int, float], withdrawn: dict[int, float]) -> None:
    curve = _curve(reached, withdrawn)
    left = 1.0
    for delay, (one, other) in zip(GRID.tolist(), zip(*curve.hazards(), strict=True), strict=True):
        if left > 1e-6:  # where nothing is open any more there is no hazard to tell
            assert (one, other) == pytest.approx((reached.get(delay, 0), withdrawn.get(delay, 0)), abs=1e-6)
        left *= 1 - reached.get(delay, 0) - withdrawn.get(delay, 0)


@given(curves, curves, st.integers(0, 500))
def test_a_pooled_curve_lies_between_its_own_and_its_parents(own: Curve, parent: Curve, projects: int) -> None:
    mixed = pooled(own, parent, projects)
    low, high = np.minimum(own.reached, parent.reached), np.maximum(own.reached, parent.reached)
    assert ((low - 1e-12 <= mixed.reached) & (mixed.reached <= high + 1e-12)).all()
    assert ((mixed.reached + mixed.withdrawn) <= 1 + 1e-9).all()
    # w = n / (n + 10): no project at all is the parent, ten are half way
    at = _at(pooled(own, parent, 10), 3)
    assert at == pytest.approx(tuple((a + b) / 2 for a, b in zip(_at(own, 3), _at(parent, 3), strict=True)))
    assert np.array_equal(pooled(own, parent, 0).reached, parent.reached)


@given(curves, st.integers(-40, 200))
def test_odds_only_grow_and_their_quantiles_are_in_order(curve: Curve, months_to_go: int) -> None:
    odds = forecast(FittedClass("any", None, curve, 0, 10, 1, 1, 1), months_to_go)
    assert odds.reached.shape == odds.withdrawn.shape == (HORIZON + 1,)
    assert odds.reached[0] == 0
    assert (np.diff(odds.reached) >= -1e-12).all()
    assert (np.diff(odds.withdrawn) >= -1e-12).all()
    assert (odds.reached + odds.withdrawn <= 1 + 1e-6).all()
    for found in ([odds.quantile(share) for share in QUANTILES], [odds.quantile_if_reached(share) for share in QUANTILES]):
        months = [NEVER if month is None else month for month in found]
        assert months == sorted(months)


def test_a_statement_is_placed_at_its_months_to_go() -> None:
    # of 100, 20 are two months early, 20 on time, 30 three months late, 30 never
    curve = _curve({-2: 0.2, 0: 0.25, 3: 0.5})
    fitted = FittedClass("class", None, curve, 0, 10, 1, 1, 1)
    odds = forecast(fitted, 5)
    assert [round(float(odds.reached[month]), 9) for month in (2, 3, 4, 5, 7, 8, HORIZON)] == [0, 0.2, 0.2, 0.4, 0.4, 0.7, 0.7]
    assert (odds.quantile(0.1), odds.quantile(0.5), odds.quantile(0.9)) == (3, 8, None)
    assert (odds.quantile_if_reached(0.1), odds.quantile_if_reached(0.5), odds.quantile_if_reached(0.9)) == (3, 5, 8)
    # one month to go and still open: those two months early are no longer among the possible
    late = forecast(fitted, 1)
    assert [round(float(late.reached[month]), 9) for month in (0, 1, 3, 4)] == [0, 0.25, 0.25, 0.625]


def test_odds_of_what_can_never_be_reached_have_no_date() -> None:
    odds = Odds("never", np.zeros(HORIZON + 1), np.zeros(HORIZON + 1))
    assert odds.quantile(0.1) is None
    assert odds.quantile_if_reached(0.5) is None


# --- classes --------------------------------------------------------------------------------------------------------


@given(
    st.sampled_from(MILESTONES),
    st.sampled_from([*STAGES, "energized", "synchronized"]),
    st.integers(-50, 90),
    st.integers(0, 60),
    st.sampled_from([*TECHNOLOGIES.values(), OTHER]),
)
def test_every_statement_is_in_one_branch_of_the_tree(milestone: str, stage: str, to_go: int, since: int, technology: str) -> None:
    row = pl.DataFrame(
        {
            "stage": [stage],
            "months_to_go": [to_go],
            "months_synchronized": [since if stage == "synchronized" else None],
            "technology": [technology],
        },
        schema_overrides={"months_synchronized": pl.Int64},
    )
    path = row.select(class_path(milestone)).item().to_list()
    tree = {known.class_id: known for known in ercot_classes(milestone)}
    assert [tree[class_id].parent_class_id for class_id in path] == [None, *path[:-1]]
    leaf = tree[path[-1]]
    assert leaf.technology == technology
    assert leaf.months_to_go is not None
    assert leaf.months_to_go.first is None or leaf.months_to_go.first <= to_go
    assert leaf.months_to_go.last is None or to_go <= leaf.months_to_go.last
    assert leaf.situation == (stage if stage not in STAGES else "overdue" if to_go <= 0 else "ahead")


def test_ids_of_classes_are_unique() -> None:
    ids = [known.class_id for milestone in MILESTONES for known in ercot_classes(milestone)]
    assert len(ids) == len(set(ids))


def test_an_unknown_size_makes_no_class() -> None:
    row = pl.DataFrame({"stage": ["security"], "months_to_go": [4], "months_synchronized": [None], "size_category": [None]}).cast(
        {"months_synchronized": pl.Int64, "size_category": pl.String}
    )
    path = row.select(reading_path("energization", "size_category")).item().to_list()
    assert path == ["ercot-energization-ahead", "ercot-energization-ahead-security"]


# --- statements and outcomes ----------------------------------------------------------------------------------------


def _six_months() -> Queue:
    """`a` is energized in March; `b` is cancelled in April; `c` becomes inactive and comes back; `d` just is no longer listed."""
    queue = Queue()
    for month in range(1, 7):
        day = month_end(month)
        if month < 5:
            queue.lists(day, "a", date(2019, 4, 15), energization_approved_on=date(2019, 3, 20) if month > 2 else None)
        if month < 4:
            queue.lists(day, "b", date(2019, 6, 1))
        if month not in (3, 4):
            queue.lists(day, "c", date(2019, 9, 1), financial_security_raw="Yes")
        if month < 2:
            queue.lists(day, "d", date(2019, 12, 1), planning_guide_5_9_met_on=date(2018, 12, 1))
    queue.approves(month_end(5), "a", "commercial_operation", date(2019, 5, 5))
    queue.departs(month_end(4), "b", "cancelled", date(2019, 4, 10))
    queue.departs(month_end(3), "c", "inactive", date(2019, 3, 9))
    return queue


def test_a_statement_tells_stage_and_months_to_go_as_published() -> None:
    made = statements(_six_months().snapshots(), "energization").select("request_id", "as_of", "stage", "months_to_go")
    assert made.filter(pl.col("request_id") == "a").rows() == [
        ("a", date(2019, 1, 31), "agreement", 3),
        ("a", date(2019, 2, 28), "agreement", 2),
    ]
    assert made.filter(pl.col("as_of") == date(2019, 1, 31)).select("request_id", "stage").rows() == [
        ("a", "agreement"),
        ("b", "agreement"),
        ("c", "security"),
        ("d", "prerequisites"),
    ]
    operation = statements(_six_months().snapshots(), "commercial_operation").filter(pl.col("request_id") == "a")
    assert operation["stage"].to_list() == ["agreement", "agreement", "energized", "energized"]


@pytest.mark.parametrize(
    "known_by, expected",
    [
        # as of the report of February nothing has happened; d is missing from it
        (date(2019, 3, 2), {"a": (None, None), "b": (None, None), "c": (None, None), "d": (None, 2)}),
        (date(2019, 4, 2), {"a": (3, None), "b": (None, None), "c": (None, 3), "d": (None, 2)}),
        (date(2019, 5, 2), {"a": (3, None), "b": (None, 4), "c": (None, 3), "d": (None, 2)}),
        # c is listed again and has not withdrawn; a operates and has not withdrawn either
        (date(2019, 7, 2), {"a": (3, None), "b": (None, 4), "c": (None, None), "d": (None, 2)}),
    ],
)
def test_outcomes_are_those_known_on_the_day(known_by: date, expected: dict[str, tuple[int | None, int | None]]) -> None:
    rows = outcomes(_six_months().snapshots(), "energization", known_by).rows()
    first = 2019 * 12
    assert {name: tuple(None if m is None else m - first for m in months) for name, *months in rows} == expected


def test_open_cases_wait_until_the_month_and_reached_ones_until_their_month() -> None:
    snapshots = _six_months().snapshots()
    known = snapshots.known_by(date(2019, 5, 2))
    cases = with_outcome(statements(known, "energization"), outcomes(known, "energization", date(2019, 5, 2)), 2019 * 12 + 4)
    rows = {
        (name, month - 2019 * 12): (outcome, wait)
        for name, month, outcome, wait in cases.select("request_id", "month", "outcome", "wait").rows()
    }
    assert rows[("a", 1)] == (REACHED, 2)
    assert rows[("a", 2)] == (REACHED, 1)
    assert rows[("b", 1)] == (WITHDRAWN, 3)
    assert rows[("c", 2)] == (WITHDRAWN, 1)
    assert ("b", 4) not in rows


def test_what_is_reported_late_is_reached_a_month_after_the_statement_and_not_before_it() -> None:
    queue = Queue()
    queue.lists(month_end(1), "late", date(2019, 3, 1))
    queue.lists(month_end(2), "late", date(2019, 3, 1))
    queue.approves(month_end(2), "late", "energization", date(2019, 1, 20))
    snapshots = queue.snapshots()
    cases = with_outcome(statements(snapshots, "energization"), outcomes(snapshots, "energization", date(2019, 3, 5)), 2019 * 12 + 2)
    assert cases.select("as_of", "outcome", "wait").rows() == [(date(2019, 1, 31), REACHED, 1)]


def test_a_date_that_is_corrected_later_counts_only_from_then() -> None:
    queue = Queue()
    for month in (2, 3, 4):
        queue.lists(month_end(month), "x", date(2019, 6, 1))
    queue.approves(month_end(2), "x", "synchronization", date(2019, 2, 20))
    queue.approves(month_end(4), "x", "synchronization", date(2019, 1, 5))
    made = statements(queue.snapshots(), "commercial_operation")
    assert made["months_synchronized"].to_list() == [0, 1, 3]


def test_of_a_month_issued_again_the_last_issue_known_counts() -> None:
    queue = Queue()
    queue.lists(month_end(1), "x", date(2019, 6, 1))
    queue.lists(month_end(1), "x", date(2019, 8, 1), known_on=date(2019, 2, 20), issue=2)
    queue.lists(month_end(2), "x", date(2019, 8, 1))
    snapshots = queue.snapshots()
    assert snapshots.known_by(date(2019, 2, 10)).projects["projected_online_on"].to_list() == [date(2019, 6, 1)]
    assert snapshots.known_by(date(2019, 3, 2)).projects["projected_online_on"].to_list() == [date(2019, 8, 1)] * 2
    assert snapshots.months() == [(month_end(1), date(2019, 2, 2)), (month_end(2), date(2019, 3, 2))]


# --- the fit --------------------------------------------------------------------------------------------------------


def _cases(rows: list[tuple[str, int, int, int]], path: tuple[str, ...] = ("root",), month: int = 100) -> pl.DataFrame:
    """Cases of the same month: request, months to go, outcome, wait."""
    return pl.DataFrame(
        [{"request_id": r, "month": month, "months_to_go": go, "outcome": o, "wait": w, "class_path": list(path)} for r, go, o, w in rows]
    )


def _aalen_johansen(rows: list[tuple[str, int, int, int]]) -> dict[int, tuple[Fraction, Fraction]]:
    """The estimate by its definition, in fractions: at risk is who entered before the month and has not left before it."""
    still, reached, withdrawn = Fraction(1), Fraction(0), Fraction(0)
    found = {}
    for delay in range(-10, 11):
        at_risk = sum(1 for _, go, _, wait in rows if -go < delay <= wait - go)
        counts = {kind: sum(1 for _, go, outcome, wait in rows if outcome == kind and wait - go == delay) for kind in (REACHED, WITHDRAWN)}
        if at_risk:
            reached += still * Fraction(counts[REACHED], at_risk)
            withdrawn += still * Fraction(counts[WITHDRAWN], at_risk)
            still *= 1 - Fraction(counts[REACHED] + counts[WITHDRAWN], at_risk)
        found[delay] = (reached, withdrawn)
    return found


def test_the_fit_is_the_aalen_johansen_estimate_with_delayed_entry() -> None:
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    # some enter late, some are open, ties in every month
    cases = [(3, 1, 2), (3, 1, 3), (3, 2, 3), (2, 1, 2), (2, 0, 6), (2, 1, 4)]
    cases += [(1, 2, 2), (1, 1, 1), (1, 1, 4), (0, 0, 2), (0, 1, 3), (-1, 1, 2)]
    rows = [(f"p{number}", go, outcome, wait) for number, (go, outcome, wait) in enumerate(cases)]
    by_hand = _aalen_johansen(rows)
    # ten of each, so that every month that has anyone at risk has enough
    fitted = fit_classes(_cases([(f"{name}-{copy}", go, outcome, wait) for name, go, outcome, wait in rows for copy in range(10)]), 100)[
        "root"
    ]
    last = max(wait - go for _, go, _, wait in rows)
    for delay in range(-10, last + 1):
        assert _at(fitted.curve, delay) == pytest.approx(tuple(map(float, by_hand[delay])))
    assert (fitted.projects, fitted.reached, fitted.withdrawn, fitted.censored) == (120, 80, 20, 20)


def test_open_cases_stay_in_and_lower_nothing_but_the_hazard() -> None:
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    # 10 of 20 reached on time, 10 open and censored just then or later: half is the share at 0, whoever is censored after
    done = [(f"d{n}", 4, REACHED, 4) for n in range(10)]
    open_later = [(f"o{n}", 4, OPEN, 4 + n) for n in range(10)]
    assert _at(fit_classes(_cases(done + open_later), 100)["root"].curve, 0) == pytest.approx((0.5, 0))
    # censored before: they tell nothing of 0, and all who were at risk there were reached
    open_before = [(f"o{n}", 4, OPEN, 2) for n in range(10)]
    assert _at(fit_classes(_cases(done + open_before), 100)["root"].curve, 0) == pytest.approx((1.0, 0))


def test_a_class_below_ten_projects_is_left_to_its_parent() -> None:
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    many = _cases([(f"m{n}", 3, REACHED, 3 + n % 4) for n in range(12)], ("root", "many"))
    few = _cases([(f"f{n}", 3, REACHED, 9) for n in range(9)], ("root", "few"))
    fitted = fit_classes(pl.concat([many, few]), 100)
    assert sorted(fitted) == ["many", "root"]
    assert fitted["many"].parent_class_id == "root"
    found = class_of(["root", "few"], fitted)
    assert found is not None
    assert found.class_id == "root"
    assert class_of(["elsewhere"], fitted) is None


def test_a_younger_statement_counts_more() -> None:
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    # 24 months apart is one half-life: the early half of the cases, on time, weighs one third
    old = _cases([(f"o{n}", 2, REACHED, 2) for n in range(12)], month=76)
    young = _cases([(f"y{n}", 2, REACHED, 4) for n in range(12)], month=100)
    assert _at(fit_classes(pl.concat([old, young]), 100)["root"].curve, 0)[0] == pytest.approx(1 / 3)


# --- scores ---------------------------------------------------------------------------------------------------------


def test_spans_on_the_probability_scale() -> None:
    reached = np.tile(np.array([0.0, 0.2, 0.5, 0.6]), (4, 1))
    outcome, wait = np.array([REACHED, REACHED, WITHDRAWN, OPEN]), np.array([1, 2, 1, 2])
    low, high = probability_span(reached, outcome, wait)
    assert low.tolist() == [0.0, 0.2, 0.6, 0.5]
    assert high.tolist() == [0.2, 0.5, 1.0, 1.0]


def test_coverage_counts_parts_of_spans() -> None:
    # one case each: wholly inside, half below p10, half above p90, wholly above
    span = (np.array([0.3, 0.0, 0.8, 0.95]), np.array([0.4, 0.2, 1.0, 1.0]))
    outcome = np.array([REACHED, REACHED, WITHDRAWN, REACHED])
    assert share_below(0.1, span, outcome) == pytest.approx(0.5 / 4)
    assert coverage(span, outcome) == pytest.approx((1 + 0.5 + 0.5) / 4)


def test_an_open_case_is_at_risk_only_as_far_as_it_has_come() -> None:
    # a and b end at .3 and .7, c is open at .5: below .9 are 1/3, then of the 2/3 left one of one
    span = (np.array([0.28, 0.68, 0.5]), np.array([0.3, 0.7, 1.0]))
    outcome = np.array([REACHED, REACHED, OPEN])
    assert share_below(0.4, span, outcome) == pytest.approx(1 / 3)
    assert share_below(0.9, span, outcome) == pytest.approx(1.0)


@given(st.integers(0, 10**6), st.floats(0.5, 3))
def test_true_odds_are_covered_at_their_level_whatever_is_censored(seed: int, scale: float) -> None:
    draw = np.random.default_rng(seed)
    chance = np.exp(-np.arange(HORIZON + 1) / (10 * scale))
    reached = np.tile(0.9 * (1 - chance), (4000, 1))  # a tenth never comes
    drawn = draw.random(4000)
    month = (reached[0][None, :] <= drawn[:, None]).sum(axis=1)
    cap = draw.integers(5, 60, 4000)
    outcome = np.where(month > cap, OPEN, REACHED)
    span = probability_span(reached, outcome, np.minimum(month, cap))
    assert share_below(0.5, span, outcome) == pytest.approx(0.5, abs=0.06)


def test_pinball_loss_by_hand_and_capped() -> None:
    outcome, wait, follow_up = np.array([REACHED, OPEN, WITHDRAWN]), np.array([10, 8, 3]), np.array([20, 8, 12])
    quantiles = {0.1: np.array([4, 4, 4]), 0.9: np.array([16, NEVER, 10])}
    # reached at 10: .1 * 6 and .1 * 6; open at 8: .1 * 4 and 0; withdrawn, so never within 12: .1 * 8 and .9 * 2
    assert pinball_loss(quantiles, outcome, wait, follow_up) == pytest.approx([0.6, 0.2, (0.8 + 1.8) / 2])


# --- walking forward ------------------------------------------------------------------------------------------------


def _until(snapshots: Snapshots, day: date) -> Snapshots:
    """What had been published by a day, every issue of it."""
    keep = pl.col("known_on") <= day
    return Snapshots(snapshots.projects.filter(keep), snapshots.approvals.filter(keep), snapshots.departures.filter(keep))


@pytest.mark.parametrize("milestone", MILESTONES)
@pytest.mark.parametrize("seed", [1, 2])
def test_removing_later_months_changes_no_forecast(seed: int, milestone: str) -> None:
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    snapshots = random_queue(seed)
    whole = walk_forward(snapshots, milestone, first_origin=20)
    for month in (21, 24, 27, 30):
        cut = walk_forward(_until(snapshots, month_end(month) + timedelta(days=2)), milestone, first_origin=20)
        same = (whole.frame["as_of"] <= month_end(month)).to_numpy()
        assert cut.frame.height > 20
        assert cut.frame.equals(whole.frame.filter(pl.Series(same)))
        assert np.array_equal(cut.reached, whole.reached[same])
        assert np.array_equal(cut.withdrawn, whole.withdrawn[same])


def test_a_later_report_does_change_the_outcome() -> None:
    """The guard of the test above: what it removes matters."""
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    snapshots = random_queue(1)
    cut = _until(snapshots, month_end(30) + timedelta(days=2))
    early, late = (score(walk_forward(cut, "energization", first_origin=20), each) for each in (cut, snapshots))
    assert (late.outcome == REACHED).sum() > (early.outcome == REACHED).sum()
    assert (early.follow_up <= 10).all()


def test_every_project_that_is_open_gets_a_forecast_that_adds_up() -> None:
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    snapshots = random_queue(3, issued_again=())
    made = walk_forward(snapshots, "energization", first_origin=20)
    asked = statements(snapshots, "energization").filter(pl.col("as_of") >= month_end(20))
    assert made.frame.height == asked.height
    assert not made.frame.select("request_id", "as_of").is_duplicated().any()
    assert (made.reached + made.withdrawn <= 1 + 1e-9).all()
    fitted, _ = fit_as_known(snapshots, "energization", *snapshots.months()[-1])
    assert all(each.parent_class_id in fitted for each in fitted.values() if each.parent_class_id)


# --- Epoch and priors -----------------------------------------------------------------------------------------------


def _timeline(rows: list[tuple[str, date, int, float]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["site_name", "occurs_on", "buildings_operational", "facility_mw"], orient="row")


def test_restatements_between_two_vintages() -> None:
    before = _timeline(
        [
            ("Hall", date(2025, 6, 1), 1, 50.0),  # past in its vintage: no forecast
            ("Hall", date(2026, 1, 20), 2, 100.0),
            ("Hall", date(2026, 9, 1), 3, 150.0),
            ("Yard", date(2026, 5, 1), 1, 80.0),
            ("Yard", date(2026, 4, 1), 0, 0.0),  # no building runs
        ]
    )
    after = _timeline([("Hall", date(2026, 1, 25), 2, 100.0), ("Hall", date(2026, 12, 1), 3, 150.0)])
    moves = restatements([(date(2025, 12, 31), before), (date(2026, 1, 31), after)])
    assert moves.select("site_name", "buildings_operational", "days_moved", "is_reached").rows() == [
        ("Hall", 2, 5, True),
        ("Hall", 3, 91, False),
        ("Yard", 1, None, False),
    ]
    assert building_cases(moves).select("months_to_go", "outcome", "wait").rows() == [(1, REACHED, 1), (9, OPEN, 1), (5, OPEN, 1)]


def test_a_class_without_outcomes_keeps_the_curve_of_its_prior() -> None:
    pytest.importorskip("statsmodels", reason="needs the extra odds")
    prior = prior_curve(Prior("prior-building", "building", "base", -1, 3, 12, 0.02, ""))
    above = FittedClass("prior-building", None, prior, 0, 0, 0, 0, 0)
    rows = [(f"s{n}", 6 + n % 5, OPEN, 1) for n in range(15)]
    fitted = fit_classes(_cases(rows, ("prior-building", "epoch-building")), 100, {"prior-building": above})["epoch-building"]
    assert np.allclose(fitted.curve.reached, prior.reached)
    assert (fitted.projects, fitted.censored) == (15, 15)


def test_a_prior_passes_through_its_quantiles() -> None:
    curve = prior_curve(Prior("p", "chips", "base", -1, 2, 9, 0.2, ""))
    assert [_at(curve, delay) for delay in (-4, -1, 2, 9, 16)] == [
        pytest.approx(pair) for pair in [(0, 0), (0.08, 0.02), (0.4, 0.1), (0.72, 0.18), (0.8, 0.2)]
    ]


def test_a_prior_without_width_is_a_date() -> None:
    curve = prior_curve(Prior("p", "power_contract", "low", 0, 0, 0, 0.0, ""))
    assert (_at(curve, -1), _at(curve, 0)) == ((0, 0), (1, 0))


def test_priors_are_in_order_from_low_to_high() -> None:
    by_class = defaultdict(dict)
    for prior in read_priors(SEEDS / "delay_priors.csv"):
        by_class[prior.class_id][prior.scenario] = prior
    for scenarios in by_class.values():
        assert sorted(scenarios) == ["base", "high", "low"]
        for better, worse in pairwise([scenarios["low"], scenarios["base"], scenarios["high"]]):
            assert better.p50_delay_months <= worse.p50_delay_months
            assert better.p90_delay_months <= worse.p90_delay_months
            assert better.withdrawn_share <= worse.withdrawn_share
        for prior in scenarios.values():
            assert prior.p10_delay_months <= prior.p50_delay_months <= prior.p90_delay_months


# --- the committed seeds --------------------------------------------------------------------------------------------


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_seeds_hold_every_component_and_only_classes_of_ten_projects() -> None:
    classes = _rows(SEEDS / "reference_classes.csv")
    assert {row["component"] for row in classes} >= {"grid", "power_contract", "building", "chips", "permits"}
    ids = {row["class_id"] for row in classes}
    assert all(row["parent_class_id"] in ids for row in classes if row["parent_class_id"])
    measured = [row for row in classes if row["class_basis"] == "measured"]
    assert all(int(row["projects"]) >= 10 for row in measured if row["parent_class_id"])
    assert all(row["rationale"] for row in classes)


def test_curves_in_the_seed_rise_and_leave_room() -> None:
    points = defaultdict(list)
    for row in _rows(SEEDS / "reference_class_delays.csv"):
        points[row["class_id"], row["scenario"]].append(
            (int(row["delay_months"]), float(row["reached_probability"]), float(row["withdrawn_probability"]))
        )
    with_curve = {(row["class_id"], row["scenario"]) for row in _rows(SEEDS / "reference_classes.csv") if row["is_curve_written"] == "true"}
    assert set(points) == with_curve
    for curve in points.values():
        for before, after in pairwise(curve):
            assert before[0] < after[0]
            assert before[1] <= after[1]
            assert before[2] <= after[2]
        assert curve[-1][1] + curve[-1][2] <= 1 + 2e-5
