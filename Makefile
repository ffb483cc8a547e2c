# One command each. Everything is installed into .venv from the lock file; nothing else is touched.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export HF_HUB_OFFLINE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run ask test screenshots torture check llm-demo eval browser clean

help: ## say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')"

$(STAMP): requirements.lock pyproject.toml
	@echo "Setting up .venv from requirements.lock (about 900 MB, two to three minutes) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-deps -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m assistant.setup
	@touch $(STAMP)

setup: $(STAMP) ## install everything into .venv

run: setup ## load the sample community and open the web chat on http://localhost:8501
	@test -e "$${FIRSTHAND_HOME:-.firsthand}/catalog.sqlite" || $(BIN)/firsthand init --sample
	@$(BIN)/firsthand serve

ask: setup ## answer in the terminal: make ask Q="Should taking part be voluntary?"
	@test -e "$${FIRSTHAND_HOME:-.firsthand}/catalog.sqlite" || $(BIN)/firsthand init --sample
	@$(BIN)/firsthand ask "$(Q)"

browser: ## install what the browser tests need, where that is possible: Debian's Chromium, npm packages
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	  || echo "No Chromium here: browser tests will be skipped (apt-get install chromium)."
	@command -v npm >/dev/null && npm ci --prefix tests/ui/web/node --no-audit --no-fund --loglevel=error >/dev/null \
	  || echo "No npm packages here: tests of sign-in and accessibility will be skipped (apt-get install npm)."

test: setup browser ## run the whole suite
	@$(BIN)/pytest -n auto --dist loadfile

screenshots: setup browser ## take pictures of every page and state into docs/screens
	@$(BIN)/python -m tests.ui.web.screens
	@$(BIN)/python -m tests.ui.web.screens_desk

torture: setup ## break the stores in every way known, at 50 points of each stage (root: also a full disk)
	@FIRSTHAND_TORTURE=1 $(BIN)/pytest tests/durability --timeout 7200 --durations 0

check: setup ## ruff and mypy --strict
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

llm-demo: setup ## let a small language model on this machine write answers about the sample
	@$(BIN)/python -m eval llm-demo

eval: setup ## evaluate the sample community and hold it against the baseline
	@$(BIN)/python -m eval gate

clean: ## remove what setup and run made
	rm -rf $(VENV) .firsthand build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
