# `make report` makes the sample company's report; `make test` runs every check. Both set up what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export UV_COMPILE_BYTECODE = 1

.PHONY: help report test prove bench lab lock setup clean

help:
	@echo "make report   the sample company's monthly report, from nothing, into reports/"
	@echo "make test     every check (as root it also installs the browser and picture tools)"
	@echo "make prove    the long statistical proofs"
	@echo "make bench    speed and memory, side by side with the alternatives"
	@echo "make lab      JupyterLab on the sample company"
	@echo "make lock     new requirements.lock and requirements-test.lock"

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv

$(VENV)/.run: $(BIN)/uv requirements.lock pyproject.toml
	@echo "Installing the locked packages (once, about a minute) ..."
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-test.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-test.lock
	@touch $@

setup: $(VENV)/.test

lock: $(BIN)/uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 \
	  --extra excel --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 \
	  --extra test --group build -c requirements.lock pyproject.toml -o requirements-test.lock
