# Two commands on a fresh machine: make demo, make test. Needs Python 3.10 or newer, git and make.
# Works with GNU make 3.81 (macOS) and later. Another Python: make demo PYTHON=/opt/python/bin/python3

PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.10 python)
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: demo test clean

demo: $(VENV)/.installed
	@$(PY) -m reusecheck demo

test: $(VENV)/.installed-dev
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest --numprocesses auto

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The stamps: what a second run finds done. An editable install follows the sources by itself.
$(VENV)/.installed: pyproject.toml | $(VENV)/bin/pip
	$(PY) -m pip install --quiet --disable-pip-version-check 'pip>=21.3'
	$(PY) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/pip
	$(PY) -m pip install --quiet --disable-pip-version-check 'pip>=21.3'
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed

# pip comes last into an environment: where it stands, the environment is whole.
# Debian ships Python without the part that puts it there, so a Python that has it is looked for.
$(VENV)/bin/pip:
	@found=; bare=; \
	for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1 || continue; \
	  if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then found=$$python; break; fi; \
	  bare="$$bare $$python"; \
	done; \
	if test -n "$$found"; then \
	  echo "making $(VENV) with $$("$$found" --version)"; \
	  "$$found" -m venv $(VENV); \
	elif test -n "$$bare"; then \
	  echo "Python is here ($${bare# }), but without the module that makes environments." >&2; \
	  echo "On Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 1; \
	else \
	  echo "No Python 3.10 or newer was found (tried: $(PYTHONS))." >&2; \
	  echo "Install one (Debian: apt install python3 python3-venv; macOS: brew install python)," >&2; \
	  echo "or name it: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi
