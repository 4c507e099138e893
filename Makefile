# `make run` opens the playground, `make test` is the whole gate. Both need Python 3.11 or 3.12 and nothing else.

VENV := .venv
# Two at a time, each file whole on one of them: browser tests wait more than they compute.
PYTEST := $(VENV)/bin/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3.12 python3.11 python3 python; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null \
	&& echo $$python && break; done)
NODE := PATH="$(abspath $(BIN)):$$PATH"
CHROMIUM := $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name))))

.PHONY: run test lint types unit browser tests format benchmarks examples clean

run: $(VENV)/.run
	$(BIN)/python app.py

test: lint types tests

lint: $(VENV)/.dev node_modules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(NODE) npm run --silent lint

types: $(VENV)/.dev node_modules
	$(BIN)/mypy
	$(NODE) npm run --silent types

tests: $(VENV)/.dev $(VENV)/.chromium node_modules
	$(NODE) npm run --silent test
	$(PYTEST)

unit: $(VENV)/.dev node_modules
	$(NODE) npm run --silent test
	$(PYTEST) -m "not browser"

browser: $(VENV)/.dev $(VENV)/.chromium
	$(PYTEST) -m browser

format: $(VENV)/.dev node_modules
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NODE) npm run --silent format

benchmarks: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# Stored first-page examples, after a model or a lab's payload has changed.
examples: $(VENV)/.run
	$(BIN)/python -m app.examples

clean:
	rm -rf $(VENV) node_modules

$(BIN)/python:
	$(if $(PYTHON),,$(error Python 3.11 or 3.12 with venv is needed; name it with `make PYTHON=/path/to/python`))
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt -c constraints.txt
	@touch $@

# What checks the browser half, by its lock file. Node itself is one of the development requirements.
node_modules: package.json package-lock.json .npmrc | $(VENV)/.dev
	$(NODE) npm ci --silent
	@touch $@

# The browser tests use the machine's Chromium; where there is none, Debian's or Playwright's own.
$(VENV)/.chromium: | $(VENV)/.dev
ifeq ($(CHROMIUM),)
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; \
	else $(BIN)/playwright install chromium; fi
endif
	@touch $@
