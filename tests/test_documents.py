"""What the documents say is what the project does."""

import re
import subprocess
from pathlib import Path

import pytest

from orchestration.answers import answered, documents
from orchestration.paths import REPOSITORY, Paths

DOCUMENTS = documents(REPOSITORY)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_answer_in_a_document_is_what_the_published_marts_return(document: Path, published: Paths) -> None:
    text = document.read_text(encoding="utf-8")
    assert answered(text, published.database) == text


def test_the_readme_holds_five_queries() -> None:
    assert (REPOSITORY / "README.md").read_text(encoding="utf-8").count("```sql") >= 5


def test_every_link_to_a_file_leads_somewhere() -> None:
    for document in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("raw/**/*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_verbs_that_the_documents_name_are_verbs_of_the_makefile() -> None:
    verbs = set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "raw/README.md"):
        named = set(re.findall(r"`make ([a-z]+)`", (REPOSITORY / name).read_text(encoding="utf-8")))
        assert named <= verbs, name


def test_make_without_a_verb_lists_every_verb() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    listed = subprocess.run(["make", "--no-print-directory"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    for verb in re.findall(r"^([a-z]+):", makefile, re.MULTILINE):
        if verb != "clean":
            assert f"make {verb}" in listed
