# make run | test | bench | screenshots | clean. On Windows, without make, see README.md.
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
PYTHONS := python3 python3.13 python3.12 python3.11 python3.10 python3.14

.PHONY: run test bench screenshots clean

run: $(VENV)/installed
	@$(BIN)/tpvision

test: $(VENV)/installed
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest -n auto --maxprocesses 4 --dist worksteal

bench: $(VENV)/installed
	@$(PYTHON) tests/benchmarks/run.py

screenshots: $(VENV)/installed
	$(PYTHON) -m tests.make_screens build/screenshots --readme

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find tpvision tests sounds -name __pycache__ -prune -exec rm -rf {} +

# Installed again only when pyproject.toml changed.
$(VENV)/installed: pyproject.toml
	@if ! [ -x $(PYTHON) ]; then \
	  for python in $(PYTHONS); do \
	    if $$python -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 15))' 2>/dev/null; then \
	      found=$$python; break; \
	    fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "tpvision needs Python 3.10 to 3.14, and none was found: install one from python.org or your system's packages." >&2; \
	    exit 1; \
	  fi; \
	  if ! $$found -c 'import venv, ensurepip' 2>/dev/null; then \
	    echo "This Python cannot make environments: on Debian or Ubuntu, run 'sudo apt install python3-venv'." >&2; \
	    exit 1; \
	  fi; \
	  $$found -m venv $(VENV) || exit 1; \
	fi
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@if ! reason=$$($(PYTHON) -c 'import cv2, mediapipe, pygame' 2>&1 >/dev/null); then \
	  echo "A system library is missing ($$(echo "$$reason" | tail -n 1)):" \
	    "on Debian or Ubuntu, run 'sudo apt install libgl1 libegl1 libgles2 libglib2.0-0'." >&2; \
	  exit 1; \
	fi
	@touch $@
