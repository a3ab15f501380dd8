# The table of contents of this repository. Each target sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
# Windows users run the qmsdocs commands themselves: see CONTRIBUTING.md.

.PHONY: help setup build serve check test lint bench schema pictures clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch .venv/.ready

setup: .venv/.ready  ## the program and its tools in .venv

build: setup  ## the site in site/ and the Word files in dist/word/
	$(BIN)/qmsdocs build $(ARGS)

serve: setup  ## the site on http://127.0.0.1:8000, following what you write
	$(BIN)/qmsdocs serve

check: setup  ## what is wrong in the sources
	$(BIN)/qmsdocs check

test: setup tools  ## all tests, with a real browser and a real office program where they may be installed
	$(BIN)/python -m pytest -n auto --dist loadfile --hypothesis-profile=thorough $(ARGS)

lint: setup  ## style, types, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup tools  ## figures against the tools that users would pick instead
	$(BIN)/python benchmarks/run.py $(ARGS)

schema: setup  ## the JSON Schemas for editors in schemas/
	$(BIN)/qmsdocs schema

pictures: build tools  ## the pictures of the README, made from the real outputs
	$(BIN)/python docs/pictures/make.py

.PHONY: tools
tools: setup
	@PYTHON=$(BIN)/python sh tests/tools.sh

clean:  ## removes what was built
	rm -rf site dist build .work
