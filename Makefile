# `make run` opens the editor, `make example` trains without it, `make test` checks everything.
# Nothing has to be there but Python 3.11 to 3.13; all else goes into .venv.

VENV := .venv
BIN := $(VENV)/bin

# The first of these that is new enough, unless one is given: make run PYTHON=/path/to/python3.12
PYTHON_IS_FIT := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c '$(PYTHON_IS_FIT)' >/dev/null 2>&1 && { echo $$python; break; }; done)

# What an installation was made from: when one of these changes, the next command installs again.
INSTALLED_FROM := pyproject.toml hatch_build.py $(shell find static -type f \
	-not -path 'static/node_modules/*' -not -path 'static/dist/*' -not -path 'static/test/*')

.PHONY: run example test lint build clean chromium
.DELETE_ON_ERROR:

run: $(VENV)/installed
	$(BIN)/graphnn serve examples/mnist_dense.json

example: $(VENV)/installed
	$(BIN)/graphnn run examples/mnist_dense.json

# pytest comes last, so that its summary is the last line. Four processes are enough: each may hold TensorFlow.
test: $(VENV)/installed-for-tests chromium lint
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# A wheel and a source archive in dist/.
build: $(VENV)/installed-for-tests
	$(BIN)/python -m build

clean:
	rm -rf $(VENV) build dist static/dist static/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find graphnn tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The browser tests drive Chromium: the system's, else one from its packages, else Playwright's own.
chromium: $(VENV)/installed-for-tests
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	as_root=; [ "$$(id -u)" = 0 ] || as_root="sudo -n"; \
	if command -v apt-get >/dev/null && { [ -z "$$as_root" ] || sudo -n true 2>/dev/null; }; then \
		echo "No Chromium found: installing the system's package."; \
		$$as_root apt-get update -qq && \
		$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends chromium && \
		command -v chromium >/dev/null && exit 0; \
	fi; \
	echo "No Chromium found: installing Playwright's."; \
	$(BIN)/python -m playwright install chromium

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { \
		echo "No Python from 3.11 to 3.13 found. Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; \
		exit 2; }
	@"$(PYTHON)" -c '$(PYTHON_IS_FIT)' || { \
		echo "$(PYTHON): graphnn needs Python 3.11 to 3.13. Name another one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; \
		exit 2; }
	"$(PYTHON)" -m venv $(VENV)

$(VENV)/installed: $(INSTALLED_FROM) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-for-tests: $(INSTALLED_FROM) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@ $(VENV)/installed
