# Två kommandon räcker långt: `make run` och `make test`.
# Everything stays inside this folder: .venv/ (packages), .env (settings), var/ (database, mails).

BIN := .venv/bin
PY := $(BIN)/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The headless shell is the same browser without windows of its own: the tests take 150 seconds in it and 250 in the whole one.
CHROMIUM ?= $(firstword $(shell command -v chromium-headless-shell chromium chromium-browser google-chrome 2>/dev/null))
export CHROMIUM

.PHONY: help run test test-quick test-threads test-browser test-all check install lock screenshots

help:
	@echo "make run          startar portalen på http://127.0.0.1:8000 (PORT=8001 byter port)"
	@echo "make test         alla tester (DATABASE_URL=postgres://… flyttar dem till PostgreSQL)"
	@echo "make check        stil, mallar, importriktning, saknade migreringar, typer"
	@echo "make install      allt som behövs för att köra, testa och ändra"
	@echo "make screenshots  bilder av alla sidor i screenshots/"
	@echo "make test-all     som test, med alla sidor × roller × bredder i webbläsaren"
	@echo "make lock         låser paketen i requirements*.txt på nytt"

run: .venv/run.stamp .env
	@exec $(PY) manage.py start

install: .venv/dev.stamp .env

# ---------------------------------------------------------------- tests

# Each run adds a line to the file TESTED (tests/summary.py).
test: install
	@mkdir -p var && rm -f var/tested.txt
	@TESTED=var/tested.txt $(MAKE) --no-print-directory test-quick test-threads test-browser; status=$$?; \
	printf '\nDet här kördes. Vad som inte står här kördes inte.\n'; cat var/tested.txt 2>/dev/null; exit $$status

test-quick: install
	$(BIN)/pytest -q -n 2 --dist worksteal --durations=15

# Several at once, with real transactions: in processes and databases of their own.
test-threads: install
	$(BIN)/pytest -q -m threads -n 2 -p no:randomly

# On SQLite; on PostgreSQL only the main job (the marker main_job). Without Chromium one line says so.
test-browser: install
	@case "$(CHROMIUM)|$$DATABASE_URL" in \
	"|"*) echo "OBS: Webbläsartesterna kördes inte, för Chromium saknas." | tee -a $${TESTED:-/dev/null}; \
		test -z "$$BROWSER_REQUIRED" ;; \
	*"|postgres"*) $(BIN)/pytest tests/browser -q -m "browser and main_job" -p no:randomly ;; \
	*) $(BIN)/pytest tests/browser -q -m browser -n 2 -p no:randomly --durations=15 ;; \
	esac

test-all:
	EVERYTHING=1 $(MAKE) --no-print-directory test

screenshots: install
	$(PY) -m tests.browser.screenshots

# ---------------------------------------------------------------- checks

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(PY) -m tests.check_templates
	$(BIN)/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(BIN)/mypy

# ---------------------------------------------------------------- set-up

.venv/bin/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			$$python -m venv .venv && exit 0; \
			rm -rf .venv; \
			echo "Python kan inte göra en virtuell miljö. På Debian: apt install python3-venv." >&2; exit 1; \
		fi; \
	done; \
	echo "Portalen behöver Python 3.11 eller nyare. Peka ut den: make run PYTHON=/sökväg/till/python3" >&2; exit 1

# A stamp newer than the locked list says that the list is installed: the second time costs nothing.
.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "Installerar paketen som portalen kör på …"
	@$(PY) -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installerar paketen för att köra, testa och ändra …"
	@$(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch .venv/run.stamp $@

.env: | .venv/bin/python
	@$(PY) -c 'import secrets; print(f"DEBUG=1\nSECRET_KEY={secrets.token_urlsafe(50)}")' > $@

# The newest versions that requirements*.in allow, with hashes, for every platform.
LOCK := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock: install
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) -c requirements.txt requirements-dev.in -o requirements-dev.txt
