"""Reference classes: which statements are compared with which.

Classes of ERCOT's projects form a tree of four levels: situation (projected date ahead, overdue, energized,
synchronized), stage or months in the stage, months to go at the statement, technology. Each holds all rows of its
children, so that a small class can lean on its parent. Beside the tree stand classes by size and by zone, for reading.
Does not belong here: how late the members of a class are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Band:
    """Whole months from `first` to `last`, both inclusive; None is unbounded."""

    first: int | None
    last: int | None

    @property
    def name(self) -> str:
        """The band as part of an id: 7-to-9, up-to-minus-6, 25-and-more."""
        if self.first is None:
            return f"up-to-{_signed(self.last or 0)}"
        return f"{_signed(self.first)}-and-more" if self.last is None else f"{_signed(self.first)}-to-{_signed(self.last)}"


def _signed(months: int) -> str:
    return f"minus-{-months}" if months < 0 else str(months)


STAGES = ("agreement", "security", "prerequisites")  # before energization, by what is signed, posted, cleared
TECHNOLOGIES = {"PV": "solar", "BA": "storage", "WT": "wind"}
OTHER = "other"
READING = {"size_category": "size", "reporting_zone_raw": "zone"}  # what else there are classes by, none for forecasts
OVERDUE = (Band(None, -6), Band(-5, 0))
AHEAD = (Band(1, 3), Band(4, 6), Band(7, 9), Band(10, 12), Band(13, 18), Band(19, 24), Band(25, None))
AFTER_SYNCHRONIZATION = (Band(None, 0), Band(1, 3), Band(4, None))
SINCE_SYNCHRONIZATION = (Band(0, 2), Band(3, 5), Band(6, 11), Band(12, 23), Band(24, None))


@dataclass(frozen=True)
class ReferenceClass:
    """A class of the tree; an attribute that the class does not fix is None."""

    class_id: str
    parent_class_id: str | None
    milestone: str
    situation: str
    stage: str | None = None
    months_in_stage: Band | None = None
    months_to_go: Band | None = None
    technology: str | None = None


def ercot_classes(milestone: str) -> Iterator[ReferenceClass]:
    """Every class that a statement on a milestone may be in, parents first."""
    for situation, bands in (
        ("ahead", AHEAD),
        ("overdue", OVERDUE),
        ("energized", (*OVERDUE, *AHEAD)),
        ("synchronized", AFTER_SYNCHRONIZATION),
    ):
        root = ReferenceClass(f"ercot-{milestone.replace('_', '-')}-{situation}", None, milestone, situation)
        yield root
        for staged in _staged(root):
            if staged is not root:
                yield staged
            for band in bands:
                due = ReferenceClass(
                    f"{staged.class_id}-due-{band.name}",
                    staged.class_id,
                    milestone,
                    situation,
                    staged.stage,
                    staged.months_in_stage,
                    band,
                )
                yield due
                for technology in (*TECHNOLOGIES.values(), OTHER):
                    yield ReferenceClass(
                        f"{due.class_id}-{technology}",
                        due.class_id,
                        milestone,
                        situation,
                        due.stage,
                        due.months_in_stage,
                        band,
                        technology,
                    )


def _staged(root: ReferenceClass) -> Iterator[ReferenceClass]:
    """The second level; energized projects have none, for few stay there long."""
    if root.situation in {"ahead", "overdue"}:
        for stage in STAGES:
            yield ReferenceClass(f"{root.class_id}-{stage}", root.class_id, root.milestone, root.situation, stage)
    elif root.situation == "synchronized":
        for band in SINCE_SYNCHRONIZATION:
            yield ReferenceClass(f"{root.class_id}-since-{band.name}", root.class_id, root.milestone, root.situation, months_in_stage=band)
    else:
        yield root


def _band_name(column: str, bands: tuple[Band, ...]) -> pl.Expr:
    named = pl.lit(bands[-1].name)
    for band in reversed(bands[:-1]):
        named = pl.when(pl.col(column) <= band.last).then(pl.lit(band.name)).otherwise(named)
    return named


def class_path(milestone: str) -> pl.Expr:
    """List of class ids of a statement, widest first.

    Needs the columns stage, months_to_go, months_synchronized and technology.
    """
    is_synchronized = pl.col("stage") == "synchronized"
    root, staged = _upper_levels(milestone)
    band = (
        pl.when(is_synchronized)
        .then(_band_name("months_to_go", AFTER_SYNCHRONIZATION))
        .otherwise(_band_name("months_to_go", (*OVERDUE, *AHEAD)))
    )
    dated = pl.format("{}-due-{}", staged, band)
    return pl.concat_list(root, staged, dated, pl.format("{}-{}", dated, pl.col("technology"))).list.unique(maintain_order=True)


def reading_path(milestone: str, column: str) -> pl.Expr:
    """List of class ids that ends with a class by a column of READING, where the statement has a value in it."""
    root, staged = _upper_levels(milestone)
    last = pl.format("{}-{}-{}", staged, pl.lit(READING[column]), pl.col(column).str.to_lowercase())
    return pl.concat_list(root, staged, last).list.drop_nulls().list.unique(maintain_order=True)


def _upper_levels(milestone: str) -> tuple[pl.Expr, pl.Expr]:
    is_before = pl.col("stage").is_in(list(STAGES))
    situation = (
        pl.when(is_before)
        .then(pl.when(pl.col("months_to_go") <= 0).then(pl.lit("overdue")).otherwise(pl.lit("ahead")))
        .otherwise(pl.col("stage"))
    )
    root = pl.format("ercot-{}-{}", pl.lit(milestone.replace("_", "-")), situation)
    staged = (
        pl.when(is_before)
        .then(pl.format("{}-{}", root, pl.col("stage")))
        .when(pl.col("stage") == "synchronized")
        .then(pl.format("{}-since-{}", root, _band_name("months_synchronized", SINCE_SYNCHRONIZATION)))
        .otherwise(root)
    )
    return root, staged
