#!/usr/bin/env bash
# Measures planmd's speed and memory against cmark on the same plan: Benchmarks/run.sh [PLANMD]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || { echo "Benchmarks/run.sh: python3 is not there" >&2; exit 2; }
exec python3 "$here/measure.py" "${@:-$here/../build/planmd}"
