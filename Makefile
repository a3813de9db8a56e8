# make chat: answers in the terminal. make test: every test. Both set up .venv themselves.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# The locked files are complete, so nothing is resolved; uv, where it is there, takes a fraction of pip's time.
INSTALL = $(if $(shell command -v uv),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet \
	--disable-pip-version-check --no-compile) --no-deps

.PHONY: help chat test check bench torture audit lock pictures clean

help:
	@echo "make chat     ask questions here, no account needed (a pipe works too); KNOWLEDGE=folder for another base"
	@echo "make test     set up and run every test"
	@echo "make check    style, types and import arrows"
	@echo "make bench    the benchmarks, printed and kept in docs/"
	@echo "make torture  the long fault runs, recorded in docs/"
	@echo "make audit    known flaws in what is pinned, and secrets in the files (asks pypi.org)"
	@echo "make lock     renew the pinned requirements from pyproject.toml"
	@echo "make pictures draw the pictures of docs/ again"

.venv/.installed: requirements.txt
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "installing what Parley runs on ..." >&2
	@$(INSTALL) -r requirements.txt >&2
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	@echo "installing what the tests need ..." >&2
	@$(INSTALL) -r requirements-dev.txt >&2
	@touch $@

chat: .venv/.installed
	@KNOWLEDGE="$(KNOWLEDGE)" $(BIN)/python -m bot chat

test: .venv/.installed-dev check
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.installed-dev
	$(BIN)/python -m benchmarks

torture: .venv/.installed-dev
	$(BIN)/python -m pytest -q -m torture --override-ini addopts= tests/torture

# In an environment of its own: what audits is no part of what is audited.
.venv-audit/.installed: requirements-audit.txt
	@test -d .venv-audit || $(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt >&2
	@touch $@

# --strict: what could not be looked up has not been audited. 3 says that lines of known false alarms moved.
audit: .venv-audit/.installed
	git ls-files -z | xargs -0 sh -c '.venv-audit/bin/detect-secrets-hook --baseline .secrets.baseline "$$@" || test $$? -eq 3' -
	.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.txt

pictures: .venv/.installed-dev
	$(BIN)/python -m tools.pictures

lock: .venv/.installed-dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --universal pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --universal --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv .venv-audit .cache .mypy_cache .ruff_cache .pytest_cache
