# Each target sets up .venv by itself, and does so again when the requirements of the project change.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint fuzz contract bench docs links clean
# A target whose command failed is removed, so that the next make begins again.
.DELETE_ON_ERROR:

demo: .venv/.demo
	$(BIN)/python examples/tour.py

test: .venv/.dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadgroup
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright

# SPEC is Fiken's description of its API. Without it, fuzz takes the one beside the project, or does nothing.
fuzz: $(if $(wildcard $(or $(SPEC),../shared/fiken-api/openapi-2026-09.yaml)),.venv/.fuzz,.venv/.dev)
	$(BIN)/python -m tools.fuzz $(SPEC)

contract: .venv/.dev
	@$(BIN)/python -m tools.drift $(SPEC)

bench: .venv/.bench
	$(BIN)/python -m benchmarks

docs: .venv/.docs
	$(BIN)/python -m sphinx -q -W --keep-going docs docs/_build

# It needs the internet: it asks every address to which a page links.
links: .venv/.docs
	$(BIN)/python -m sphinx -q -W --keep-going -b linkcheck docs docs/_build/links

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "fiken needs Python 3.11 or later; try make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/.demo: setup.cfg pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[emulator]'
	touch $@

.venv/.dev: setup.cfg pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ .venv/.demo

.venv/.fuzz: setup.cfg pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev,fuzz]'
	touch $@ .venv/.dev .venv/.demo

.venv/.bench: setup.cfg pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev,bench]'
	touch $@ .venv/.dev .venv/.demo

.venv/.docs: setup.cfg pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	touch $@

clean:
	rm -rf .venv docs/_build build dist *.egg-info .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache
