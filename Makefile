# Verbs of the project. `make` lists them.
PYTHON ?= python3
PORT ?= 3000
BIN := .venv/bin
INSTALLED := .venv/.installed

export DAGSTER_HOME := $(CURDIR)/.dagster_home
export DO_NOT_TRACK := 1
export DAGSTER_TELEMETRY_DISABLED := 1
unexport PYTHONDONTWRITEBYTECODE
SQL := dbt_project/models/core dbt_project/models/marts dbt_project/macros dbt_project/tests

.DEFAULT_GOAL := help
.PHONY: help setup run fetch fit backtest test ui check format generate answers provenance rollback bench lock clean

help:  ## list the verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

setup: $(INSTALLED)  ## create .venv with the locked dependencies

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing the locked dependencies (about a minute)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(INSTALLED)  ## run the main job and print the headline answers
	@$(BIN)/gigaledger run

fetch: $(INSTALLED)  ## download public files into raw/, all or SOURCE="epoch ercot_gis"; needs a network
	@$(BIN)/gigaledger fetch $(SOURCE)

test: $(INSTALLED)  ## run every test, in two processes
	@$(BIN)/pytest --numprocesses 2 --dist loadfile

ui: $(INSTALLED)  ## Dagster's web server and daemon on 127.0.0.1, schedule and sensor live
	@$(BIN)/dagster dev --workspace workspace.yaml --host 127.0.0.1 --port $(PORT)

check: $(INSTALLED)  ## formatters, linters, types, generated files, dbt conventions
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/sqlfmt --check --quiet $(SQL)
	$(BIN)/python -m contracts_schema.export --check
	$(BIN)/python -c 'from orchestration.dbt_project import ensure_manifest as m; from orchestration.paths import paths_from_environment as p; m(p())'
	$(BIN)/dbt-bouncer run --config-file dbt-bouncer.yml --show-all-failures

format: $(INSTALLED)  ## format Python and SQL
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/sqlfmt --quiet $(SQL)

generate: $(INSTALLED)  ## rewrite what is derived from the contracts
	@$(BIN)/python -m contracts_schema.export

answers: $(INSTALLED)  ## rewrite the answers in the documents from the published marts
	@$(BIN)/gigaledger answers

provenance: $(INSTALLED)  ## record the raw files as they are now
	@$(BIN)/gigaledger provenance

fit: $(INSTALLED)  ## refit the reference classes on the landed snapshots and rewrite their seeds
	@$(BIN)/gigaledger fit

backtest: $(INSTALLED)  ## forecast every past month from what was known then; rewrite docs/backtest.md
	@$(BIN)/gigaledger backtest

rollback: $(INSTALLED)  ## show readers the publication before the current one
	@$(BIN)/gigaledger rollback

bench: $(INSTALLED)  ## how long the parts of a run take against dbt and DuckDB alone, and snapshots against fastexcel alone
	@$(BIN)/python -m benchmarks.main_job
	@$(BIN)/python -m benchmarks.snapshots

lock: $(INSTALLED)  ## resolve the dependencies anew into requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --extra odds --universal --python-version 3.11 --generate-hashes --no-header --quiet --output-file requirements.lock

clean:  ## remove what runs have made; raw files and .venv stay
	rm -rf warehouse dbt_project/target dbt_project/logs
