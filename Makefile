# Pupitre. `make up` starts it; `make test` tests it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: up test test-real check storm faults fuzz format clean

up: $(VENV)/.ready
ifdef DEMO
	@PUPITRE_DEMO=$(DEMO) $(BIN)/pupitre up
else
	@$(BIN)/pupitre up
endif

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) scripts/install.py $(VENV) requirements.lock

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml
	@$(PYTHON) scripts/install.py $(VENV) requirements-dev.lock --dev

check: $(VENV)/.ready-dev
	@$(BIN)/python scripts/check.py

test: $(VENV)/.ready-dev
	@$(BIN)/python scripts/tests.py

test-real: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -m real tests/real

storm: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.storms.storm --deliveries $(or $(DELIVERIES),1000) --kills $(or $(KILLS),100)

faults: $(VENV)/.ready-dev
	@PUPITRE_FAULTS=1 $(BIN)/python -m pytest -s tests/faults

fuzz: $(VENV)/.ready-dev
	@PUPITRE_FUZZ=$(or $(REQUESTS),10000) PUPITRE_FUZZ_SEED=$(or $(SEED),20261123) $(BIN)/python -m pytest -s tests/fuzz

format: $(VENV)/.ready-dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) $(VENV)s .mypy_cache .ruff_cache .pytest_cache
