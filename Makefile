# Kho Tin. `make` alone lists the targets. Nothing is needed but Python 3.11+, pip and make.
PYTHON ?= python3
SPIDER ?= sample
PORT ?= 8001
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
# Environments of their own.
APART := bench bench-fundus bench-newspaper4k bench-news-please bench-past-sqlite replay audit next agents

.DEFAULT_GOAL := help
.PHONY: help install crawl serve test test-more test-long test-datasette-next test-agents bench profile lint format lock audit clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-19s %s\n", $$1, $$2}'
	@echo "Variables: SPIDER=$(SPIDER) ARGS= ARCHIVE=archive.db PORT=$(PORT) PYTHON=$(PYTHON)"

install: $(VENV)/ready ## set up .venv, or bring it up to date, and no more

crawl: $(VENV)/ready ## crawl SPIDER (the embedded sample site by default) into ARCHIVE
	@$(BIN)/kho-tin crawl $(SPIDER) $(ARGS)

serve: $(VENV)/ready ## open ARCHIVE in Datasette on 127.0.0.1:PORT
	@$(BIN)/kho-tin serve --port $(PORT) $(ARGS)

ON_ALL_CORES := -n 3 --dist loadfile --no-loadscope-reorder

test: $(VENV)/ready-dev $(VENV)-replay/ready lint ## lint, then run every test but those that take long
	@$(BIN)/python -m pytest $(ON_ALL_CORES) $(ARGS)

test-more: $(VENV)/ready-dev $(VENV)-replay/ready ## more cases of what `make test` tries, in as long again
	@$(BIN)/python -m pytest -m "more and not long" $(ON_ALL_CORES) $(ARGS)

test-long: $(VENV)/ready-dev $(VENV)-replay/ready ## the tests that take minutes
	@$(BIN)/python -m pytest -m long $(ARGS)

# It may fail: a pre-release can change what it likes. Archives are served by the stable line.
test-datasette-next: $(VENV)/ready-dev $(VENV)-next/ready ## the reading room in a pre-release of Datasette 1.0
	@$(BIN)/python -m pytest -m long tests/web/test_datasette_next.py $(ARGS)

test-agents: $(VENV)/ready-dev $(VENV)-agents/ready ## the reading room as an MCP server (docs/agents.md)
	@$(BIN)/python -m pytest -m long tests/web/test_agents.py $(ARGS)

bench: $(VENV)-bench/ready ## measure, and print the tables; ARGS=full takes most of an hour
	@$(VENV)-bench/bin/python -m bench $(ARGS)

profile: $(VENV)/ready-dev ## where the time of a crawl, a rebuild and a search goes
	@$(BIN)/python -m bench.profiles

lint: $(VENV)/ready-dev ## ruff, mypy and the import contract
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo --verbose > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }

format: $(VENV)/ready-dev ## format the code
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

# Packages are pinned with hashes and no index is named. The stamp is as new as the pins it was
# made from, so nothing is installed again until they change.
$(VENV)/ready: requirements.txt pyproject.toml
$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
$(VENV)-bench/ready: requirements-bench.txt
$(VENV)-bench-fundus/ready: requirements-bench-fundus.txt
$(VENV)-bench-newspaper4k/ready: requirements-bench-newspaper4k.txt
$(VENV)-bench-news-please/ready: requirements-bench-news-please.txt
$(VENV)-bench-past-sqlite/ready: requirements-bench-past-sqlite.txt
$(VENV)-replay/ready: requirements-replay.txt
$(VENV)-audit/ready: requirements-audit.txt
$(VENV)-next/ready: requirements-next.txt
$(VENV)-agents/ready: requirements-agents.txt

# Two makes at once would install into one folder. So each waits for the lock, and then has a make
# that holds it look whether there is still something to be done. However that one ends, the lock
# is let go with it.
define LOCKED_RUN
import fcntl, os, sys
lock = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o644)
os.set_inheritable(lock, True)
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("Another make is setting up, waiting for it ...", file=sys.stderr, flush=True)
    fcntl.flock(lock, fcntl.LOCK_EX)
os.execvp(sys.argv[2], sys.argv[2:])
endef
export LOCKED_RUN
LOCKED = $(PYTHON) -c "$$LOCKED_RUN" $(VENV).lock

ifndef HOLDS_LOCK
STAMPS := $(VENV)/ready $(APART:%=$(VENV)-%/ready)
$(STAMPS) $(VENV)/ready-dev:
	@$(LOCKED) $(MAKE) --silent --no-print-directory HOLDS_LOCK=1 GOALS="$(MAKECMDGOALS)" $@
else
PIP = $(@D)/bin/python -m pip install -qq --disable-pip-version-check
# Where making an environment was broken off, it may have a Python and no pip.
NEW_VENV = test -x $(@D)/bin/python && $(@D)/bin/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(@D)

# The package itself is a link to this folder (--editable), with what is pinned to build it.
$(VENV)/ready:
	@echo "Setting up $(@D) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(GOALS)"; exit 2; }
	@$(NEW_VENV)
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-dev:
	@echo "Adding what the tests need ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

# What we are measured against (bench, and each of its peers) pins older packages than ours; pywb and py-wacz, which read
# what we write (replay), pin some that ours cannot live with; what looks for vulnerabilities
# (audit) must not decide which versions the others get. A pre-release of Datasette (next), and what
# makes the reading room an MCP server (agents), are tried beside the program and no part of it.
# All of it is pinned, so pip has nothing to resolve: pip 23 stumbles over an extra that two of the
# packages want.
$(APART:%=$(VENV)-%/ready): PIP += --no-deps
$(APART:%=$(VENV)-%/ready): $(VENV)-%/ready:
	@echo "Setting up $(@D) ..."
	@$(NEW_VENV)
	@$(PIP) --require-hashes -r requirements-$*.txt
	@touch $@
endif

# Nothing is installed or resolved: the pins are what is asked about. That nobody answers says
# nothing about them, and is no failure.
AUDIT := $(VENV)-audit/bin/pip-audit --disable-pip --require-hashes --strict --progress-spinner off
audit: $(VENV)-audit/ready ## is a vulnerability known in one of the pinned packages?
	@failed=0; for pins in $(sort $(wildcard requirements*.txt)); do \
	  $(AUDIT) -r $$pins $(ARGS) > $(VENV)-audit/found 2> $(VENV)-audit/said && continue; \
	  if grep -qE 'requests\.exceptions|ConnectionError|Could not connect' $(VENV)-audit/said; then \
	    echo "audit: the advisory service does not answer; from $$pins on nothing was looked up."; exit $$failed; \
	  fi; \
	  echo "$$pins:"; cat $(VENV)-audit/found; grep -v '^WARNING' $(VENV)-audit/said | tail -n 3; failed=1; \
	done; \
	if [ $$failed = 0 ]; then echo "audit: no vulnerability is known in the pinned packages."; else exit 1; fi

# One locker for all: uv names no index in what it writes.
LOCK := $(VENV)-lock/bin/uv pip compile --quiet --upgrade --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links
lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: ## pin the newest versions that pyproject.toml and requirements-*.in allow
	@test -x $(VENV)-lock/bin/uv || { $(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet uv; }
	@$(LOCK) -o requirements.txt pyproject.toml
	@$(LOCK) -o requirements-dev.txt --extra dev -c requirements.txt pyproject.toml
	@$(LOCK) -o requirements-bench.txt --extra dev pyproject.toml requirements-bench.in
	@$(LOCK) -o requirements-next.txt --override requirements-next.in pyproject.toml
	@$(LOCK) -o requirements-agents.txt -c requirements.txt pyproject.toml requirements-agents.in
	@for each in replay audit bench-fundus bench-newspaper4k bench-news-please bench-past-sqlite; do $(LOCK) -o requirements-$$each.txt requirements-$$each.in; done

clean: ## remove .venv and caches (never the archive)
	@$(LOCKED) rm -rf $(VENV) $(VENV)-lock $(APART:%=$(VENV)-%) .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache test-results build kho_tin.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
