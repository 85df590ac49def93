"""The three answers that a run prints, read from the published marts."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

IN_FORCE = "known_from <= $day and $day < known_to"


@dataclass(frozen=True)
class Headlines:
    """Answers as known on `day`: rows of (buyer, lines, low, base, high or None, firm) in USD; of (status, phases, MW)
    and MW that the stated dates promise by the end of next year; of (buyer, vendors, top name, top share, HHI)."""

    day: date
    committed: list[tuple[Any, ...]]
    energized: list[tuple[Any, ...]]
    depends: list[tuple[Any, ...]]


def headlines(database: Path, day: date, buyers: int = 4) -> Headlines:
    """Read the answers from a published database for the `buyers` with the largest lines."""
    with duckdb.connect(str(database), read_only=True) as connection:
        committed = connection.execute(
            f"""
            select
                buyer_party_id,
                count(*),
                sum(value_usd_low),
                sum(value_usd_base),
                case when count(value_usd_high) = count(*) then sum(value_usd_high) end,
                coalesce(sum(value_usd_base) filter (firmness in ('take_or_pay', 'binding') and firmness_grade <= 2), 0)
            from marts.commitments
            where {IN_FORCE} and counts_for_buyer
            group by buyer_party_id
            order by sum(value_usd_base) desc, buyer_party_id
            limit $buyers
            """,  # noqa: S608 (a constant of this module)
            {"day": day, "buyers": buyers},
        ).fetchall()
        energized = connection.execute(
            f"""
            select status, count(*), sum(capacity_mw), count(*) filter (days_slipped > 0), max(days_slipped)
            from marts.energization_schedule
            where {IN_FORCE}
            group by status
            order by count(*) desc, status
            """,  # noqa: S608
            {"day": day},
        ).fetchall()
        depends = connection.execute(
            f"""
            select buyer_party_id, vendors, top_1_name, top_1_share, hhi
            from marts.vendor_concentration
            where {IN_FORCE} and dimension = 'seller_parent' and weight = 'value_usd'
            order by total_usd desc, buyer_party_id
            limit $buyers + 1
            """,  # noqa: S608
            {"day": day, "buyers": buyers},
        ).fetchall()
    return Headlines(day, committed, energized, depends)


def _bn(usd: Any) -> str:  # noqa: ANN401 (Decimal or None)
    return "unbounded" if usd is None else f"{usd / 10**9:,.1f}"


def as_text(answers: Headlines) -> str:
    """The answers as a person reads them in a terminal."""
    out = [f"As known on {answers.day}:", "", "1. What is committed? Lines that do not overlap, USD bn (base; low to high; of that firm)"]
    for buyer, lines, low, base, high, firm in answers.committed:
        out.append(f"   {buyer:<12} {_bn(base):>8}   {_bn(low)} to {_bn(high)}; firm {_bn(firm)}; {lines} lines")
    out += ["", "2. When does it energize? Phases by what is known of their first energization, MW as stated (IT and facility mixed)"]
    for status, phases, mw, slipped, worst in answers.energized:
        slip = f"; {slipped} slipped, at most {worst} days" if slipped else ""
        out.append(f"   {status:<12} {mw or 0:>10,.0f} MW in {phases} phases{slip}")
    out += ["", "3. On whom does it depend? Sellers by parent company, weighed by USD"]
    for buyer, vendors, top, share, hhi in answers.depends:
        out.append(f"   {buyer:<12} HHI {hhi:>6,.0f}; {vendors} vendors; largest {top} with {share:.0%}")
    return "\n".join(out)
