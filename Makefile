# Each target first makes .venv, or brings it up to date when pyproject.toml is newer.
# `make` needs only Python >= 3.11 with venv: make chat PYTHON=python3.12

PYTHON ?= python3
BIN    := .venv/bin
# No questions (pip must not read what is piped to `make chat`), and nothing on standard output.
PIP    := $(BIN)/python -m pip -qq --no-input --disable-pip-version-check
EDITABLE := $(BIN)/.newsbot
DEV      := $(BIN)/.newsbot-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help chat ask bot test lint bench clean moved

help: ## List the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | while IFS='	' read -r name what; \
	do printf '  make %-7s %s\n' "$$name" "$$what"; done

chat: $(EDITABLE) ## Ask the corpus in the terminal (a question may be piped in)
	@$(BIN)/newsbot chat

# The question goes through the environment, so that no quote or $ in it meets a shell.
ask: export NEWS_QUESTION = $(value Q)
ask: $(EDITABLE) ## Ask one question: make ask Q='누가 협약에 서명했나?'
	@if [ -z "$$NEWS_QUESTION" ]; then echo "usage: make ask Q='...'" >&2; exit 2; fi; \
	$(BIN)/newsbot ask -- "$$NEWS_QUESTION"

bot: $(EDITABLE) ## Run the Discord bot (its token in .env)
	@$(BIN)/newsbot bot

test: $(DEV) ## Run the tests
	@$(BIN)/python -m pytest --quiet

lint: $(DEV) ## Check style (ruff) and types (mypy)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(DEV) ## Measure analysis, indexing, opening, asking and adding
	@$(BIN)/python -m benchmarks

clean: ## Remove .venv and what the tools left behind (the corpus and index stay)
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# A checkout that was moved or copied has a .venv that still runs the old place: make it anew.
ifneq ($(wildcard .venv),)
ifneq ($(shell cat $(EDITABLE) 2>/dev/null),$(CURDIR))
$(EDITABLE): moved
endif
endif

$(EDITABLE): pyproject.toml
	@echo 'newsbot: preparing .venv (about a minute the first time) ...' >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo 'newsbot needs Python 3.11 or newer: make PYTHON=python3.12 ...' >&2; exit 1; }
	@if [ "$$(cat $@ 2>/dev/null)" = "$$(pwd -P)" ]; then clear=; else clear=--clear; fi; \
	$(PYTHON) -m venv $$clear .venv </dev/null >&2
	@$(PIP) install -e . </dev/null >&2
	@pwd -P >$@

$(DEV): $(EDITABLE)
	@echo 'newsbot: adding the tools for development ...' >&2
	@$(PIP) install -e '.[dev]' </dev/null >&2
	@touch $@
