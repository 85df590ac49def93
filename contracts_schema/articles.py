"""Contract of the claims of the articles: what five articles say, one claim a row, in raw/articles/.

A claim is no statement of the register: it names no document of `sources.csv`, and decides no value.
"""

from contracts_schema.contract import Contract, optional, required

SOURCE = "articles"

ARTICLES: tuple[Contract, ...] = (
    Contract(
        SOURCE,
        "article_claims",
        "claim of an article",
        (
            required("claim_id"), required("article"), required("paraphrase"), optional("subject", "claim_subject"),
            optional("value", "claim_value"), optional("unit", "claim_unit"), optional("date_stated"), required("claim_kind"),
            required("answered_by"),
        ),
        key=("claim_id",),
        cadence="once",
    ),
)  # fmt: skip
