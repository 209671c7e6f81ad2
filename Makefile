# One command does one thing, and sets up what it needs: .venv from requirements.lock.

SHELL := /bin/sh
.DEFAULT_GOAL := help

BIN := .venv/bin
# Changes with the lock file, so that a changed lock installs again and nothing else does.
READY := .venv/.ready-$(firstword $(shell cksum requirements.lock))

# What is compiled: the language core. Interpreted it does the same at under a third of the speed.
COMPILED := worker/enrich worker/normalise
SOURCES := $(shell find $(COMPILED) -name '*.py')
NATIVE := .venv/.native
ifdef INTERPRETED
CORE := interpreted
else
CORE := $(NATIVE)
endif

# How versions are chosen and pinned: for all that is used here, and for the image.
PIN := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: help run test lint golden pictures format bench bench-feeds bench-kafka bench-report quality kafka kafka-stop \
	chaos dashboards chart licences audit lock clean interpreted

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(CORE) ## find who said what in the seeds, into out/ (SQLite, no server)
	@$(BIN)/qala run seeds/qala.toml --summary

test: $(CORE) ## run every test
	@$(BIN)/python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(READY) ## check style, types and import rules
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

golden: $(CORE) ## make the events of tests/golden anew; read the diff
	@$(BIN)/python -m tests.golden

pictures: $(CORE) ## take the pictures in deploy/pictures anew (Chromium, Prometheus, Kafka); look at them
	@$(BIN)/python -m tests.views.pictures

format: $(READY) ## put every file into the project's format
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

bench: $(CORE) ## measure articles a second on one core
	@$(BIN)/python -m tests.bench

bench-feeds: $(CORE) ## measure politeness, lateness, polls, memory and the reading of documents
	@$(BIN)/python -m tests.bench.feeds
	@$(BIN)/python -m tests.bench.feeds.documents

bench-report: $(CORE) ## measure a report over 20,000 claims and over 200,000
	@$(BIN)/python -m tests.bench.report

bench-kafka: $(CORE) ## measure records a second from topic to topic of Kafka, beside the bare client
	@$(BIN)/python -m tests.bench.kafka

chaos: $(CORE) ## kill and stop workers and brokers of Kafka under 20,000 records each (CHAOS_RECORDS=n)
	@CHAOS_RECORDS=$${CHAOS_RECORDS:-20000} $(BIN)/python -m pytest tests/kafka/test_chaos.py -v --durations=0

quality: $(CORE) ## measure who said what (GOLD=set.jsonl for a set of yours, ERRORS=n, FIT=1)
	@$(BIN)/python -m tests.quality $(GOLD) $(if $(EVENTS),--events $(EVENTS)) $(if $(ERRORS),--errors $(ERRORS)) $(if $(FIT),--fit)

dashboards: $(READY) ## write deploy/grafana/*.json from the code beside them
	@$(BIN)/python -m deploy.grafana

chart: $(READY) ## write what of helm/qala is made by code: schema, README, rules, dashboards
	@$(BIN)/python -m deploy.chart

licences: $(READY) ## write deploy/licences.md, the licences of all that is pinned
	@mkdir -p build
	@$(BIN)/python deploy/licences.py >build/licences.md && mv build/licences.md deploy/licences.md

audit: $(READY) ## look for known weaknesses of the pinned versions
	@$(BIN)/python deploy/audit.py

kafka: $(READY) ## start a broker of Apache Kafka at 127.0.0.1:9092 (needs Java 17 and Maven)
	@$(BIN)/python -m tests.kafka start

kafka-stop: $(READY) ## stop the broker that make kafka started
	@$(BIN)/python -m tests.kafka stop

interpreted: $(READY) ## run without the compiled core (or INTERPRETED=1 beside any command)
	@rm -f $(NATIVE) *__mypyc*.so && find $(COMPILED) -name '*.so' -delete

lock: $(READY) ## choose the newest versions and pin them in requirements.lock
	@$(BIN)/python -m venv build/lock
	@build/lock/bin/python -m pip install --quiet uv
	@build/lock/bin/uv $(PIN) --extra dev --upgrade --output-file requirements.lock
	@build/lock/bin/uv $(PIN) --constraint requirements.lock --output-file deploy/runtime.lock

clean: ## remove everything that these commands made
	@rm -f *__mypyc*.so && find $(COMPILED) -name '*.so' -delete
	@rm -rf .venv build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	@find tests worker -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that is new enough and can make an environment; an environment that is
# broken or too old is made anew.
$(READY): requirements.lock
	@new='import sys; sys.exit(sys.version_info < (3, 11))'; \
	if ! $(BIN)/python -c "$$new; import pip" 2>/dev/null; then \
		python=; bare=; \
		for p in python3.13 python3.12 python3.11 python3; do \
			$$p -c "$$new" 2>/dev/null || continue; \
			if $$p -c 'import ensurepip, venv' 2>/dev/null; then python=$$p; break; fi; \
			bare=$${bare:-$$p}; \
		done; \
		if [ -z "$$python" ] && [ -n "$$bare" ]; then \
			echo "qala: $$bare has no venv module: install it (Debian: apt-get install python3-venv)" >&2; exit 1; \
		elif [ -z "$$python" ]; then \
			echo "qala: no Python 3.11 or later on the path (looked for python3.13, 3.12, 3.11, python3): install one" >&2; exit 1; \
		fi; \
		echo "qala: making .venv with $$($$python --version)" >&2; \
		$$python -m venv --clear .venv || exit 1; \
	fi
	@echo "qala: installing what requirements.lock names" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@rm -f .venv/.ready-* && touch $@

# Where it can't be compiled, all runs interpreted, and a line says why; not so where CI must know.
$(NATIVE): $(READY) $(SOURCES) deploy/compile_core.py
	@rm -f *__mypyc*.so && find $(COMPILED) -name '*.so' -delete
	@if ! command -v "$${CC:-cc}" >/dev/null; then \
		why="there is no C compiler (Debian: apt-get install gcc libc6-dev python3-dev)"; \
	else \
		echo "qala: compiling the language core; this takes a minute" >&2; \
		mkdir -p build; \
		$(BIN)/python deploy/compile_core.py >build/compile.log 2>&1 || \
			why="that failed, see build/compile.log (are Python's headers there? Debian: python3-dev)"; \
	fi; \
	if [ -n "$$why" ]; then \
		echo "qala: the language core runs interpreted, at a third of its speed: $$why" >&2; \
		find $(COMPILED) -name '*.so' -delete; \
		test -z "$$CI" || exit 1; \
	fi
	@touch $@
