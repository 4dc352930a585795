# Everything from a clone, Python 3.11 or newer, and make. `make help` lists the targets.
#
#   PYTHON  the interpreter that virtual environments are made with
#   VENV    the environment to work in
#   ARGS    more arguments for pytest, such as ARGS="-k alias"

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO := build/demo
LOWEST := build/lowest
DEFAULT := -m "not slow"
FAST := -m "not slow and not live"
# Tests wait for servers most of the time; each process has servers of its own.
TOGETHER := -n 3 --dist loadgroup

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | expand -t 14

# --- environments; a stamp says what is installed, so that a second run is quick ---

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install "pip>=25.1"
	@touch $@

$(VENV)/.lite: pyproject.toml | $(VENV)/.made
	$(PIP) install --editable ".[lite]"
	@touch $@

$(VENV)/.dev: pyproject.toml constraints-dev.txt | $(VENV)/.made
	$(PIP) install --editable ".[copy,lite,reconcile]" --group dev --constraint constraints-dev.txt
	@touch $@ $(VENV)/.lite

.PHONY: dev
dev: $(VENV)/.dev  ## make the environment to work in

# --- what people run ---

.PHONY: demo
demo: $(VENV)/.lite  ## plan, apply and plan again, on an embedded Milvus Lite
	@rm -rf $(DEMO)
	@mkdir -p $(dir $(DEMO))
	@cp -R examples/quickstart $(DEMO)
	$(BIN)/migrator -C $(DEMO) plan
	$(BIN)/migrator -C $(DEMO) apply --yes
	$(BIN)/migrator -C $(DEMO) export
	$(BIN)/migrator -C $(DEMO) plan --detailed-exitcode

.PHONY: test
test: $(VENV)/.dev  ## the suite, on a real Milvus and Milvus Lite, too
	$(BIN)/python -m pytest $(TOGETHER) $(DEFAULT) $(ARGS)

.PHONY: test-slow
test-slow: $(VENV)/.dev  ## what the suite leaves out because it takes long
	$(BIN)/python -m pytest $(TOGETHER) -m slow $(ARGS)

.PHONY: test-fast
test-fast: $(VENV)/.dev  ## the suite without what is slow or needs a real Milvus
	$(BIN)/python -m pytest $(TOGETHER) $(FAST) $(ARGS)

.PHONY: check
check: $(VENV)/.dev  ## style, types, layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet tests/repository

.PHONY: format
format: $(VENV)/.dev  ## put style right where that can be done by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: bench
bench: $(VENV)/.dev  ## measure against pymilvus and raw stubs
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: faults
faults: $(VENV)/.dev  ## walk a fault over every RPC of an apply, on all servers; hours
	$(BIN)/python -m tests.faults $(ARGS)

.PHONY: fuzz
fuzz: $(VENV)/.fuzz  ## try 100,000 hostile cases; ARGS="--cases 2000" fewer, "--help" more
	$(BIN)/python -P -m tests.fuzz $(ARGS)

# Coverage leads a part of the cases where atheris has a wheel for this Python.
$(VENV)/.fuzz: $(VENV)/.dev
	-$(PIP) install --group fuzz --constraint constraints-dev.txt
	@touch $@

.PHONY: lowest
lowest:  ## the fast suite with the oldest dependencies that are allowed
	@$(MAKE) --no-print-directory VENV=$(LOWEST) $(LOWEST)/.lowest
	$(LOWEST)/bin/python -m pytest $(TOGETHER) $(FAST) $(ARGS)

$(VENV)/.lowest: pyproject.toml constraints-lowest.txt | $(VENV)/.made
	$(PIP) install --editable ".[copy,lite,reconcile]" --group test --constraint constraints-lowest.txt
	@touch $@

.PHONY: reference
reference: $(VENV)/.dev  ## write the pages of docs/reference that follow from the code
	$(BIN)/python docs/generate.py

.PHONY: dist
dist: $(VENV)/.dev  ## build the wheel and the source distribution
	rm -rf dist
	$(BIN)/python -m hatchling build

.PHONY: lock
lock:  ## resolve the development tools anew, into constraints-dev.txt
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --quiet install "pip>=25.1"
	build/lock/bin/python -m pip --quiet install --editable ".[copy,lite,reconcile]" --group dev --group fuzz
	@echo '# Everything that `make dev` and `make fuzz` install, exactly; written by `make lock`.' > constraints-dev.txt
	build/lock/bin/python -m pip freeze --exclude-editable >> constraints-dev.txt

.PHONY: clean
clean:  ## remove everything that was made, but for downloads in .cache
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './.cache/*' -prune -exec rm -rf {} +

include proto/proto.mk
