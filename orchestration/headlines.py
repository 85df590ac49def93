"""The three answers that a run prints, read from the published marts."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

IN_FORCE = "known_from <= $day and $day < known_to"


@dataclass(frozen=True)
class Headlines:
    """Answers as known on `day`.

    `committed`: buyer, lines, low, base, high (None where unbounded), firm, in USD. `energized`: one row of counts of
    phases: all, achieved, dated ahead, cancelled, undated, slipped, and the median days of those. `ahead`: site, phase,
    MW, basis, date, precision, days slipped,
    p10, p50, p90, binding component and day of the odds of the next phases. `depends`: buyer, vendors, top name, top share, HHI low and
    high, largest chip designer with least and most share, known share.
    `traced`: amounts in the commitment marts, and those that join to a statement.
    Megawatts are not added: phases overlap, and their bases differ.
    """

    day: date
    committed: list[tuple[Any, ...]]
    energized: list[tuple[Any, ...]]
    ahead: list[tuple[Any, ...]]
    depends: list[tuple[Any, ...]]
    traced: tuple[Any, ...]


def headlines(database: Path, day: date, buyers: int = 4, sites: int = 5) -> Headlines:
    """Read the answers from a published database for the `buyers` with the largest lines and the next `sites`."""
    with duckdb.connect(str(database), read_only=True) as connection:
        committed = connection.execute(
            f"""
            select
                buyer_party_id,
                count(*),
                sum(value_usd_low),
                sum(value_usd_base),
                case when count(value_usd_high) = count(*) then sum(value_usd_high) end,
                coalesce(sum(value_usd_base) filter (is_firm), 0)
            from marts.commitments
            where {IN_FORCE} and counts_for_buyer
            group by buyer_party_id
            order by sum(value_usd_base) desc, buyer_party_id
            limit $buyers
            """,
            {"day": day, "buyers": buyers},
        ).fetchall()
        energized = connection.execute(
            f"""
            select
                count(*),
                count(*) filter (status = 'achieved'),
                count(*) filter (status <> 'achieved' and energization_date is not null),
                count(*) filter (status = 'cancelled'),
                count(*) filter (energization_date is null and achieved_date is null),
                count(*) filter (days_slipped > 0),
                median(days_slipped) filter (days_slipped > 0)
            from marts.energization_schedule
            where {IN_FORCE}
            """,
            {"day": day},
        ).fetchall()
        ahead = connection.execute(
            f"""
            select site_name, phase_name, capacity_mw, capacity_basis, energization_date, energization_precision, days_slipped,
                p10_date, p50_date, p90_date, binding_component, known_from
            from marts.energization_schedule
            where {IN_FORCE} and status <> 'achieved' and energization_date >= $day and capacity_mw is not null
            order by energization_date, capacity_mw desc, phase_id
            limit $sites
            """,
            {"day": day, "sites": sites},
        ).fetchall()
        depends = connection.execute(
            f"""
            select
                sellers.buyer_party_id, sellers.vendors, sellers.top_1_name, sellers.top_1_share, sellers.hhi_low, sellers.hhi_high,
                chips.top_1_name, chips.top_1_share, chips.top_1_share_high, chips.known_share
            from (select * from marts.vendor_concentration where {IN_FORCE} and weight = 'value_usd' and by_year = 0) as sellers
            left join
                (select * from marts.vendor_concentration where {IN_FORCE} and weight = 'value_usd' and by_year = 0) as chips
                on chips.buyer_party_id = sellers.buyer_party_id and chips.dimension = 'chip_designer_parent'
            where sellers.dimension = 'seller_parent'
            order by sellers.total_usd desc, sellers.buyer_party_id
            limit $buyers + 1
            """,
            {"day": day, "buyers": buyers},
        ).fetchall()
        traced = connection.execute("select sum(amounts), sum(traced_amounts) from marts.evidence_coverage").fetchall()[0]
    return Headlines(day, committed, energized, ahead, depends, traced)


def _bn(usd: Any) -> str:
    return "unbounded" if usd is None else f"{usd / 10**9:,.1f}"


def as_text(answers: Headlines) -> str:
    """The answers as a person reads them in a terminal."""
    out = [f"As known on {answers.day}:", "", "1. What is committed? Lines that do not overlap, USD bn (base; low to high; of that firm)"]
    for buyer, lines, low, base, high, firm in answers.committed:
        out.append(f"   {buyer:<12} {_bn(base):>8}   {_bn(low)} to {_bn(high)}; firm {_bn(firm)}; {lines} lines")
    out += ["", "2. When does it energize? Phases of sites by first energization, MW as stated and not added up; p10, p50, p90 of the odds"]
    for phases, achieved, dated, cancelled, undated, slipped, median in answers.energized:
        out.append(f"   {phases} phases: {achieved} energized, {dated} dated, {cancelled} cancelled, {undated} without a date")
        if slipped:
            out.append(f"   {slipped} slipped against their first statement, by {median:.0f} days in the median")
    for site, phase, mw, basis, day, precision, slip, p10, p50, p90, binding, since in answers.ahead:
        known = "" if precision == "day" else f" ({precision})"
        moved = f", slipped {slip} days" if slip else ""
        odds = f"; odds of {since:%Y-%m}: {p10:%Y-%m}, {p50:%Y-%m}, {p90:%Y-%m}, held up by {binding}" if p50 else ""
        out.append(f"   {day}{known}  {site}, {phase}: {mw:,.0f} MW {basis}{moved}{odds}")
    out += ["", "3. On whom does it depend? Sellers by parent company, weighed by USD; behind them the largest designer of the chips"]
    for buyer, vendors, top, share, low, high, designer, least, most, known in answers.depends:
        index = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
        chips = f"; {designer} {least:.0%} to {most:.0%} of the chips, {known:.0%} known" if designer else ""
        out.append(f"   {buyer:<12} HHI {index:>6}; {vendors} vendors; largest {top} with {share:.0%}{chips}")
    amounts, traced = answers.traced
    share = f"{traced / amounts:.2%}" if amounts else "none"
    out += ["", f"Evidence: {amounts:,} amounts in the commitment marts, {share} join to a statement with its source"]
    return "\n".join(out)
