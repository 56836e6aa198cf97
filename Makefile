# Two commands are enough for a newcomer: make demo, make test.
PORT ?= 8000
VENV ?= .venv
PY := $(VENV)/bin/python
export OMP_NUM_THREADS := 1
# One file of tests stays on one core; the engine knows no database, so its tests run once.
ALL_CORES := -n auto --dist loadfile --no-loadscope-reorder
# What asks the same of every database is asked once: the engine, who may see what, looks, texts, and what knows none.
ONCE := $(addprefix --ignore=tests/, engine look hostile test_page_budgets.py test_access_matrix.py test_doors_matrix.py \
	lib/test_resolving.py lib/test_folding.py \
	api/test_matrix.py journeys/test_in_english.py journeys/test_other_people.py journeys/test_from_quotes_to_outcome.py demo)

.PHONY: bench-imports fuzz-imports ocds-schema demo test test-services lint audit bench bench-quick bench-awards bench-exposure bench-learning bench-judging \

demo: $(VENV)/.runtime
	@FACTOR_FOR_ADMINISTRATORS=0 $(PY) manage.py demo --port $(PORT)

test: $(VENV)/.dev
	@$(PY) -m tests.browser_notice
	$(PY) -m pytest $(ALL_CORES)

.PHONY: test-api
test-api: $(VENV)/.dev
	API_CASES=$(or $(API_CASES),12) $(PY) -m pytest -s tests/api/test_schema_walk.py

test-services: $(VENV)/.dev
	@$(PY) -m tests.services -- $(PY) -m pytest $(ALL_CORES) $(ONCE)

ASK_ADVISORIES := $(VENV)/audit/bin/pip-audit --no-deps --disable-pip --timeout 5 --format json --progress-spinner off -r requirements.txt 2>/dev/null

lint: $(VENV)/.dev $(VENV)/audit/.ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy
	$(PY) manage.py check --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check_templates
	$(VENV)/bin/bandit -q -c pyproject.toml -r matchmaker suppliers demand manage.py
	$(PY) -m pip check --disable-pip-version-check
	$(PY) manage.py check_pins
	@$(ASK_ADVISORIES) | $(PY) manage.py audit_pins

# Known holes in what we stand on: asks the advisory service of PyPI, so it needs the network. The lint says so where it
# is not reached; here that fails, for then nothing was checked.
audit: $(VENV)/.dev $(VENV)/audit/.ready
	@$(ASK_ADVISORIES) | $(PY) manage.py audit_pins --strict

$(VENV)/audit/.ready:
	python3 -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@touch $@

bench: $(VENV)/.bench
	$(PY) -m benchmarks

bench-quick: $(VENV)/.bench
	$(PY) -m benchmarks --quick

bench-awards: $(VENV)/.bench
	$(PY) -m benchmarks.awards

bench-exposure: $(VENV)/.bench
	$(PY) -m benchmarks.exposure

bench-learning: $(VENV)/.bench
	$(PY) -m benchmarks.learning

bench-judging: $(VENV)/.bench
	$(PY) -m benchmarks.judging

bench-gaps: $(VENV)/.bench
	$(PY) -m benchmarks.gaps

bench-rematch: $(VENV)/.bench
	$(PY) -m benchmarks.rematch

bench-web: $(VENV)/.bench
	$(PY) -m benchmarks.web

# Kills, outages, wrong clocks and eight writers on servers of its own; about a quarter of an hour, then the table.
test-failures: $(VENV)/.dev
	FAILURES=full $(PY) -m pytest tests/failures -s

bench-messages: $(VENV)/.dev
	$(PY) -m benchmarks.messages
fuzz-imports: $(VENV)/.dev
	IMPORT_EXAMPLES=2000 $(PY) -m pytest tests/exchange/test_any_bytes.py

# The published schema of open contracting, for the tests that validate against it (docs/open-contracting.md).
ocds-schema: $(VENV)/.dev
	$(PY) -m tests.sourcing.ocds.schema

bench-imports: $(VENV)/.bench
	$(PY) -m benchmarks.imports

story: $(VENV)/.runtime
	@FACTOR_FOR_ADMINISTRATORS=0 $(PY) manage.py story

clean:
	rm -rf $(VENV) var staticfiles

$(VENV)/.runtime: requirements.txt
	@echo "Preparing the environment (about a minute the first time) ..."
	@test -x $(PY) || python3 -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --progress-bar on -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.dev
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@
