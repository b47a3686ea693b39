# Every target does its own set-up. Set-up speaks on stderr, so that `make demo ARGS="--exit --json"` ends in its JSON.

UV := 0.13.8
ARGS ?=
SUITABLE := import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(SUITABLE)' 2>/dev/null && echo $$python && break; done)
endif
ifeq ($(shell $(PYTHON) -c 'print("runs")' 2>/dev/null),)
# pyenv hides the versions that it was not told to show.
override PYTHON := $(or $(shell PYENV_VERSION=$(PYTHON:python%=%) $(PYTHON) -c \
	'import sys; print(sys.executable)' 2>/dev/null),$(PYTHON))
endif
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)

BIN := .venv/bin
VENV := .venv/made-by-$(VERSION)-$(UV)
RUNTIME := .venv/holds-runtime-$(VERSION)
DEV := .venv/holds-dev-$(VERSION)
AWS := .venv-aws/holds-aws-$(VERSION)
# Whoever ran the tests keeps their tools: demo and serve then refresh the larger set instead of shrinking it.
TOOLS_WANTED := $(wildcard $(DEV)) $(filter check quick test format lock locks,$(MAKECMDGOALS))
INSTALLED := $(if $(strip $(TOOLS_WANTED)),$(DEV),$(RUNTIME))
RESOLVE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"
COMPILE := $(RESOLVE) pyproject.toml
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadgroup
MAKEFLAGS += --no-print-directory
# Keep bytecode: the tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo demo-aws serve check quick test format lock locks clean secrets servers

help:
	@echo "make demo     the whole product on sample data; ARGS=\"--exit --json\" to run through and end"
	@echo "make demo-aws the same against an AWS on this machine: S3, CloudFront, SES, SNS"
	@echo "make serve    the same without sample data; makes the first owner"
	@echo "make check    format, lint, types, import contracts, migrations, locks"
	@echo "make quick    the tests for every commit        make test    every test on PostgreSQL, all but the slow on SQLite"
	@echo "make format   format and mend what can be       make lock    write requirements/ afresh"
	@echo "make clean    remove the virtual environment and caches, but never var/"

demo serve: $(INSTALLED) secrets
	@$(BIN)/python manage.py $@ $(ARGS)

demo-aws: export VAR_DIR := $(or $(VAR_DIR),var)/aws
demo-aws: $(INSTALLED) $(AWS) secrets
	@$(BIN)/python manage.py demo --aws $(ARGS)

check: $(DEV) secrets locks
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run make format."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check

quick: $(DEV) $(AWS) servers
	@$(PYTEST) -m "not browser and not storm and not demo and not slow" $(ARGS)

test: $(DEV) $(AWS) servers
	@$(PYTEST) $(ARGS)
	@$(PYTEST) --database sqlite -m "not slow and not browser and not demo" $(ARGS)

format: $(DEV)
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

lock: $(DEV)
	@$(COMPILE) --output-file requirements/runtime.txt $(ARGS)
	@$(COMPILE) --output-file requirements/dev.txt --group dev $(ARGS)
	@$(RESOLVE) requirements/aws.in --output-file requirements/aws.txt $(ARGS)

# A lock is stale if compiling it again, with itself as the preference, gives anything else.
locks: $(DEV)
	@for lock in runtime dev; do \
		group=$$([ $$lock = dev ] && echo "--group dev"); fresh=.venv/fresh-$$lock.txt; \
		cp requirements/$$lock.txt $$fresh && $(COMPILE) --output-file $$fresh $$group || exit 1; \
		cmp -s requirements/$$lock.txt $$fresh || { echo "requirements/$$lock.txt is stale: run make lock."; exit 1; }; \
	done
	@cp requirements/aws.txt .venv/fresh-aws.txt && $(RESOLVE) requirements/aws.in --output-file .venv/fresh-aws.txt && \
		cmp -s requirements/aws.txt .venv/fresh-aws.txt || { echo "requirements/aws.txt is stale: run make lock."; exit 1; }
	@! grep -nE '(https?|file|git|ssh)(\+[a-z]+)?:/' requirements/*.txt || { echo "A lock names an address."; exit 1; }

clean:
	@rm -rf .venv .venv-aws .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

secrets: $(INSTALLED)
	@$(BIN)/python -m config.first_run

$(VENV):
	@$(PYTHON) -c '$(SUITABLE)' || { echo "Fairlead runs on Python 3.11, 3.12 or 3.13: make $(MAKECMDGOALS) PYTHON=python3.13" >&2; exit 1; }
	@echo "Making .venv with $(PYTHON) ($(VERSION)) …" >&2
	@rm -rf .venv
	@$(PYTHON) -m venv .venv >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV) >&2
	@touch $@

$(RUNTIME) $(DEV): .venv/holds-%-$(VERSION): requirements/%.txt $(VENV)
	@echo "Installing requirements/$*.txt …" >&2
	@$(BIN)/uv pip sync --quiet --require-hashes $< >&2
	@touch $@

$(AWS): requirements/aws.txt $(VENV)
	@echo "Installing requirements/aws.txt …" >&2
	@rm -rf .venv-aws && $(BIN)/uv venv --quiet --python $(BIN)/python .venv-aws
	@$(BIN)/uv pip sync --quiet --require-hashes --python .venv-aws/bin/python $<
	@touch $@

# The tests run on real servers and a real browser. Debian's packages, where missing and where we may.
servers:
	@missing=""; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ]; then may=""; elif sudo -n true 2>/dev/null; then may="sudo"; else may="no"; fi; \
	if [ "$$may" = no ] || ! command -v apt-get >/dev/null; then \
		echo "The tests need these programs; please install them first:$$missing" >&2; exit 1; \
	fi; \
	echo "Installing$$missing …" >&2; \
	$$may apt-get update -qq >&2 && \
	$$may env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $$missing >&2
