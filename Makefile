# Nhà Nông. `make help` lists what can be done. Needs Python 3.11 or newer, make and git; the rest is fetched.
#
# Only relative names here, so that a clone may stand in a folder with spaces or diacritics.

PORT ?= 8000
HOST ?= 127.0.0.1
TESTS ?= tests
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
UV := .venv/bin/uv
export PORT HOST

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset servers servers-stop test check soak soak-papers soak-partner bench elasticsearch elasticsearch-stop relevance audit audit-partner release-contract shell browser format schema messages pins

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv with everything pinned (every other target does it when something changed)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" config/local/environment.py

demo: setup ## Run the whole shop with demo data on http://127.0.0.1:8000 (PORT=, HOST=)
	@$(PY) -m config.local.demo

demo-reset: setup ## Throw the demo shop's data away and start over
	@$(PY) -m config.local.demo --reset

servers: setup ## Start the embedded PostgreSQL and Valkey (of the shop and of the tests) and leave them running
	@$(PY) -m config.local.servers start

servers-stop: setup ## Stop them
	@$(PY) -m config.local.servers stop

elasticsearch: setup ## Get and start a real Elasticsearch for the search (Java 21+, Maven; 950 MB once) and leave it running
	@$(PY) -m config.local.elasticsearch start

elasticsearch-stop: setup ## Stop it
	@$(PY) -m config.local.elasticsearch stop

test: setup ## All tests (TESTS=tests/marketplace for a part; REQUIRE=browser makes a missing part fail)
	@$(PY) -m pytest -n 2 --dist loadgroup $(TESTS)

check: setup ## Style, types, import contracts, budgets, printed schemas, migrations
	@$(PY) -m config.local.check

soak: setup ## The kill series and the big volumes in whole (about an hour)
	@SOAK=1 $(PY) -m pytest -m slow --timeout 7200 $(TESTS)

soak-papers: setup ## 1,000 generated consignments: every XML valid against its schema (needs the ePhyto Hub's schemas beside the clone)
	@SOAK=1 $(PY) -m pytest -q -s -n0 -p no:cacheprovider tests/logistics/documents/test_xml.py -k thousand

MINUTES ?= 5
soak-partner: setup ## A long series of schemathesis against the partner API (MINUTES=); prints how many cases it tried
	@SOAK_PARTNER_MINUTES=$(MINUTES) $(PY) -m pytest -q -s -n0 -p no:cacheprovider tests/logistics/partner_api/test_schemathesis.py -k long_series

bench: setup ## Measure the shop under load: pages, searches, purchases
	@$(PY) -m benchmarks

BEFORE ?= this-postgres
AFTER ?= this-elasticsearch
relevance: setup ## A page of every judged query's first ten in two builds (BEFORE=, AFTER=; see tests/search/judgements/report.py)
	@case "$(BEFORE)$(AFTER)" in *this-*) RELEVANCE_REPORT=this $(PY) -m pytest -q -k each_bucket tests/search/test_relevance.py;; esac
	@$(PY) -m tests.search.judgements.report "$(BEFORE)" "$(AFTER)"

audit: setup ## Audit the running GraphQL endpoint with graphql-http's tools from npm (needs Node.js)
	@$(PY) -m config.local.audit

audit-partner: setup ## Lint the partner API's contract with Spectral, OWASP's and the documentation rules (needs Node.js)
	@$(PY) -m config.local.audit_partner

release-contract: setup ## Keep the partner API's contract as the released one, if it breaks nothing
	@$(PY) -m config.local.breaking --release

shell: setup ## A Python shell on the demo shop's data (`make servers` or `make demo` beside it)
	@$(PY) manage.py shell

browser: ## Install Debian's chromium and fonts for the browser tests, by apt, as root
	@sh config/local/browser.sh

format: setup ## Lay the code out as `make check` wants it
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

schema: setup ## Print graphql/schema.graphql and the partner API's openapi.yaml anew
	@$(PY) manage.py print_schema && $(PY) manage.py print_openapi

messages: setup ## Collect the texts to translate into English and compile them (needs Debian's gettext)
	@DJANGO_SETTINGS_MODULE=config.settings.test .venv/bin/django-admin makemessages --pythonpath . -l en --no-obsolete --no-wrap --no-location -i ".venv/*" -i ".local/*" -i "tests/*" -i "benchmarks/*"
	@msgfmt --check-format -o web/locale/en/LC_MESSAGES/django.mo web/locale/en/LC_MESSAGES/django.po

pins: setup ## Pin anew what pyproject.toml names (requirements/*.txt)
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml -o requirements/base.txt
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml --group dev -o requirements/dev.txt
