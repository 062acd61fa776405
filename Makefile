# `make report` makes the sample company's report; `make test` runs every check. Both set up what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
MONTH  := 2026-10
SAMPLE := build/sample
MUTMUT := mutmut==3.8.1
export UV_COMPILE_BYTECODE = 1
export PYTHONDONTWRITEBYTECODE =

.PHONY: help report sample setup test lint prove mutants bench lab lock dictionary gallery gallery-pictures clean

help:
	@echo "make report      the sample company's monthly report, from nothing, into reports/"
	@echo "make test        every check (as root it also installs the browser, picture and crash tools)"
	@echo "make prove       the long statistical proofs"
	@echo "make mutants     how many small changes to the statistics the tests notice, and those they do not"
	@echo "make bench       speed and memory, side by side with the alternatives"
	@echo "make lab         JupyterLab on the sample company"
	@echo "make lock        new requirements.lock and requirements-test.lock"
	@echo "make dictionary  data/README.md from the contract"
	@echo "make gallery     every part of a report in every state, into build/gallery"
	@echo "make gallery-pictures  the stored pictures of the gallery anew, after a meant change of the look"

report: $(VENV)/.run $(SAMPLE)/cx.toml
	$(BIN)/cxmetrics report --company $(SAMPLE)/cx.toml --month $(MONTH) --out reports --notebook scorecard --notebook channels --notebook journey --notebook roi
	@echo "Open reports/scorecard/latest/scorecard-$(MONTH).ko.html, reports/channels/latest/channels-$(MONTH).ko.html"
	@echo "reports/journey/latest/journey-$(MONTH).ko.html and reports/roi/latest/roi-$(MONTH).ko.html"
	@echo "(or .en.html, or the PDF beside each)."

sample: $(SAMPLE)/cx.toml

$(SAMPLE)/cx.toml: $(VENV)/.run $(wildcard data/sample_company/*.py)
	$(BIN)/python data/sample_company --out $(SAMPLE)

test: $(VENV)/.test
	@tools/test-tools.sh
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb

prove: $(VENV)/.test
	$(BIN)/python -m pytest -m slow -n auto tests

mutants: $(VENV)/.test
	$(BIN)/uv pip install --quiet --python $(BIN)/python $(MUTMUT)
	rm -rf mutants
	nice -n 19 $(BIN)/mutmut run > mutants.log || { tail -n 30 mutants.log; exit 1; }
	$(BIN)/python tools/mutants.py

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

lab: $(VENV)/.run $(SAMPLE)/cx.toml
	$(BIN)/cxmetrics lab --company $(SAMPLE)/cx.toml

dictionary: $(VENV)/.run
	$(BIN)/python -m cxmetrics.contract > data/README.md

gallery: $(VENV)/.test $(SAMPLE)/cx.toml
	$(BIN)/python -m tests.report.gallery $(SAMPLE) build/gallery
	@echo "Open build/gallery/gallery.ko.html (or .en.html, or the PDFs beside them)."

gallery-pictures: $(VENV)/.test
	$(BIN)/python -m tests.report.pictures

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "This Python has no venv: apt install python3-venv"; rm -rf $(VENV); exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r tools/uv.lock

$(VENV)/.run: $(BIN)/uv requirements.lock pyproject.toml
	@echo "Installing the locked packages (once, about half a minute) ..."
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-test.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-test.lock
	@touch $@

setup: $(VENV)/.test

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
        --python-version 3.11 --group build pyproject.toml

lock: $(BIN)/uv
	$(LOCK) --extra excel --extra korean --output-file requirements.lock
	$(LOCK) --extra test --constraint requirements.lock --output-file requirements-test.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
