#!/usr/bin/env bash
# Measures planmd's speed and memory against cmark on the same plan: Benchmarks/run.sh [PLANMD]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || { echo "Benchmarks/run.sh: python3 is not there" >&2; exit 2; }
python3 "$here/measure.py" "${@:-$here/../build/planmd}"
# The client checks every message against the protocol where its package is there.
python=$here/../build/checks-venv/bin/python
[ -x "$python" ] || python=python3
exec "$python" "$here/../Checks/lsp/latency.py" "${1:-$here/../build/planmd}"
