# Two commands for a fresh clone: `make demo` (set up, plan the headline case) and `make test` (every check there is).
# Everything lives in $(VENV); `make clean` forgets it.

VENV ?= .venv
OUT ?= out/winter-53m
JOBS ?= 3
PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$name; break; }; done)

BIN := $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: demo test lint web docs golden picture bench clean
.DELETE_ON_ERROR:

demo: $(VENV)/.installed
	@mkdir -p $(dir $(OUT))
	$(BIN)/svitlo plan examples/winter-53m --output $(OUT) --replace

# Linters and types are looked at while the tests run; either may fail.
test: $(VENV)/.installed-test web
	@$(MAKE) --no-print-directory lint & lint=$$!; $(BIN)/python -m pytest -n $(JOBS); tests=$$?; \
	wait $$lint || { echo "FAILED: make lint (see above)"; exit 1; }; exit $$tests

# The browser's sources: types, unit tests, and that the bundle in the package is what they build, byte for byte.
web:
	@if command -v npm >/dev/null; then web/check; elif [ -n "$$CI" ]; then echo "npm is missing"; exit 1; \
	else echo "NOT TESTED: the browser's sources in web/: Node.js and npm are not installed."; fi

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed-test
	$(BIN)/python docs/make_tables.py
	$(BIN)/python docs/make_console.py
	$(BIN)/python docs/make_notebook.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Open site/index.html: it needs no network."

golden: $(VENV)/.installed-test
	$(BIN)/python -m tests.golden.accept
	git diff --stat -- tests/golden

# Each table of docs/explanation/benchmarks.md. BENCH=states runs one of them; BENCH_OPTIONS=--quick shows in minutes that
# all of them run.
BENCH ?= states ordering exact plans scale replan water agreement coordination proving ledger reading browser
BENCH_OPTIONS ?=

bench: $(VENV)/.installed-bench
	@for name in $(BENCH); do echo "== bench/$$name"; bench/$$name $(BENCH_OPTIONS) || exit 1; done

picture: $(VENV)/.installed-test
	$(BIN)/python docs/make_picture.py
	$(BIN)/python docs/make_screenshots.py

clean:
	rm -rf $(VENV) site out build dist web/node_modules web/build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +

# Stamps: a second call installs nothing while these files are as they were.
$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(INSTALL) .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.made pyproject.toml constraints.txt
	$(INSTALL) '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: $(VENV)/.made pyproject.toml constraints.txt
	$(INSTALL) '.[bench,test]'
	@touch $@ $(VENV)/.installed $(VENV)/.installed-test

# Debian keeps the part of Python that puts pip into a new environment in a package of its own, python3-venv.
$(VENV)/.made:
	@test -n "$(PYTHON)" || { \
		echo "Svitlo needs Python 3.11 or newer. On Debian 12: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make virtual environments: Debian keeps that in the package python3-venv."; \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing python3-venv."; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >/dev/null; \
		else echo "Please run: sudo apt-get install python3-venv"; exit 1; fi; }
	$(PYTHON) -m venv $(VENV)
	@touch $@
