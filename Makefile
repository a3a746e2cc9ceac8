# make site   a demonstration site in build/, from nothing
# make test   the whole suite: SQLite, a real PostgreSQL, Chromium and nginx where there are any
# make soak   the tests of incremental builds, for long: SITEGEN_TEST_EXAMPLES=100
# make mutants  sitegen with one thing taken out, which those tests must notice
# make soak-crash  builds that are killed, interrupted and refused by the disk, for half an hour
# make lint   ruff, mypy --strict and ty
# make bench  sitegen beside its peers, one run on this machine: see bench/README.md
# make bench-serve  how soon the preview shows a page, and an edit of it
# make lock   write the requirements anew from pyproject.toml

PYTHON ?= python3
VENV := .venv
PEERS := .venv-peers
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
WORKERS ?= auto
DEMO := sqlite:///sitegen.db

# What the shell says about a site of one's own is not meant for the demonstration and the tests.
unexport DATABASE_URL $(filter-out SITEGEN_TEST_% SITEGEN_PG_BIN,$(filter SITEGEN_%,$(.VARIABLES)))

.PHONY: site test soak soak-crash mutants chromium nginx lint bench bench-serve lock clean

site: $(VENV)/site
	$(BIN)/sitegen --database $(DEMO) db upgrade
	$(BIN)/sitegen --database $(DEMO) db seed --demo
	$(BIN)/sitegen --database $(DEMO) build --output build --state .sitegen
	@echo
	@echo "The site is in build/. To look at it:"
	@echo "  $(BIN)/sitegen --database $(DEMO) serve --watch"
	@echo "and open http://127.0.0.1:8000/. A page there changes with its row or template."

test: $(VENV)/test chromium nginx
	$(BIN)/python -m pytest -n $(WORKERS)

soak: export SITEGEN_TEST_EXAMPLES ?= 100
soak: $(VENV)/test
	$(BIN)/python -m pytest -n $(WORKERS) tests/test_incremental.py tests/test_incremental_time.py

mutants: $(VENV)/test
	$(BIN)/python -m tests.mutants

# 200 times kill -9 at random moments, a second crash after every first one, and so on.
soak-crash: $(VENV)/test
	SITEGEN_TEST_SOAK=1 $(BIN)/python -m pytest -n $(WORKERS) -rP tests/test_crash.py \
		tests/test_commit_steps.py tests/test_interrupt.py tests/test_snapshot.py

# The pages are tried in a browser. Without one those tests are skipped, but fail where CI is set:
# there, and nowhere else, it is installed.
chromium:
	@for name in "$$CHROME_PATH" chromium chromium-browser google-chrome-stable google-chrome; do \
		command -v "$$name" >/dev/null && exit 0; \
	done; \
	if [ -n "$$CI" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the tests of pages in a browser."; \
		export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && \
		apt-get -qq --no-install-recommends install chromium fonts-liberation >/dev/null; \
	fi || true; \
	command -v chromium >/dev/null || \
		echo "No Chromium: install it (apt install chromium) or set CHROME_PATH to one."

# What deploys leave in a folder is read through a real nginx; it is installed as Chromium is.
nginx:
	@export PATH="$$PATH:/usr/sbin"; command -v nginx >/dev/null && exit 0; \
	if [ -n "$$CI" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing nginx for the test of deploys."; \
		export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && \
		apt-get -qq --no-install-recommends install nginx-light >/dev/null; \
	fi || true; \
	command -v nginx >/dev/null || echo "No nginx: install it (apt install nginx-light)."

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/ty check sitegen

# BENCH_PAGES="1000 10000", BENCH_RUNS=3, BENCH_TOOLS="sitegen-sqlite hugo" and other options.
bench: $(VENV)/test $(PEERS)/bench
	$(BIN)/python -m bench --peers $(PEERS)

bench-serve: $(VENV)/test
	$(BIN)/python -m bench.serve

lock:
	$(BIN)/uv pip compile -q --universal --no-header --generate-hashes --no-emit-index-url \
		--upgrade --group build -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile -q --universal --no-header --generate-hashes --no-emit-index-url \
		--upgrade --group dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	$(BIN)/uv pip compile -q --universal --no-header --generate-hashes --no-emit-index-url \
		--upgrade --group pyproject.toml:bench -o bench/requirements.txt

clean:
	rm -rf build .sitegen .build.sitegen sitegen.db sitegen.db-shm sitegen.db-wal

# The package itself is built with what the requirements pin, so nothing unpinned is fetched.
$(VENV)/site: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit( \
		"sitegen needs Python 3.11 or newer, and $(PYTHON) is %d.%d. " % sys.version_info[:2] + \
		"Name another: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.txt
	$(BIN)/python -m pip --disable-pip-version-check install --quiet \
		--no-deps --no-index --no-build-isolation --editable .
	touch $@

$(VENV)/test: requirements-dev.txt $(VENV)/site
	$(PIP) -r requirements-dev.txt
	touch $@

$(PEERS)/bench: bench/requirements.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $<
	touch $@
