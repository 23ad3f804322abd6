#!/usr/bin/env bash
# Runs all independent checks on a planmd program, or those with the given names: Checks/run.sh PLANMD [NAME…]
#
# They need cmark, Python 3 and the packages of requirements.txt; what is missing is installed (Debian, Ubuntu) into
# the system and into build/checks-venv. One line is printed for each check, its whole output only if it fails.
set -uo pipefail

planmd=${1:?usage: Checks/run.sh PLANMD [NAME…]}
wanted=" ${*:2} "
case $planmd in /*) ;; *) planmd=$PWD/$planmd ;; esac
[ -x "$planmd" ] || { echo "Checks/run.sh: no such program: $planmd" >&2; exit 2; }
cd "$(dirname "$0")/.." || exit 2

out=build/checks
venv=build/checks-venv
mkdir -p "$out"
# Scripts are read by programs that do not write beside them.
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
failed=0

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

install_missing() {
  local missing=()
  command -v cmark >/dev/null || missing+=(cmark)
  command -v python3 >/dev/null || missing+=(python3)
  command -v strace >/dev/null || missing+=(strace)
  command -v gcc >/dev/null || missing+=(gcc libc6-dev)
  command -v setfacl >/dev/null || missing+=(acl)
  command -v setfattr >/dev/null || missing+=(attr)
  command -v chromium >/dev/null && command -v chromedriver >/dev/null || missing+=(chromium chromium-driver)
  command -v java >/dev/null || missing+=(default-jre-headless)
  command -v nvim >/dev/null || missing+=(neovim)
  # A small Vim has no syntax files.
  vim --version 2>/dev/null | grep -q '+syntax' || missing+=(vim-nox)
  command -v emacs >/dev/null || missing+=(emacs-nox)
  dpkg -s elpa-eglot elpa-markdown-mode >/dev/null 2>&1 || missing+=(elpa-eglot elpa-markdown-mode)
  command -v node >/dev/null || missing+=(nodejs)
  command -v kate-syntax-highlighter >/dev/null || missing+=(libkf5syntaxhighlighting-tools)
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  [ ${#missing[@]} = 0 ] && return
  if ! command -v apt-get >/dev/null; then
    echo "not installed, and no apt-get to do it with: ${missing[*]}"
    return
  fi
  echo "installing ${missing[*]}"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends)
  as_root apt-get update -qq > "$out/install.log" 2>&1
  as_root "${install[@]}" "${missing[@]}" >> "$out/install.log" 2>&1 && return
  # One that this release does not have must not cost the others.
  local package
  for package in "${missing[@]}"; do
    as_root "${install[@]}" "$package" >> "$out/install.log" 2>&1 || echo "could not install $package (see $out/install.log)"
  done
}

install_packages() {
  local done=$venv/.requirements
  cmp -s Checks/requirements.txt "$done" && return
  if python3 -m venv --clear "$venv" > "$out/venv.log" 2>&1 \
    && "$venv/bin/pip" install --quiet --disable-pip-version-check -r Checks/requirements.txt >> "$out/venv.log" 2>&1; then
    cp Checks/requirements.txt "$done"
  else
    echo "could not install the packages of Checks/requirements.txt (see $out/venv.log)"
  fi
}

# check NAME MODULES COMMAND…: runs a check, or skips it where one of its Python modules cannot be had.
check() {
  local name=$1 modules=$2 started=$SECONDS log last
  shift 2
  [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || return 0
  log=$out/${name// /-}.log
  for module in $modules; do
    if ! "$python" -c "import $module" 2>/dev/null; then
      printf '%-14s skipped: the Python package %s is not there\n' "$name" "$module"
      return
    fi
  done
  if "$@" > "$log" 2>&1; then
    last=$(tail -1 "$log")
    printf '%-14s %s (%d s)\n' "$name" "$last" $((SECONDS - started))
  else
    failed=1
    printf '%-14s FAILED: %s (%d s)\n' "$name" "$(tail -1 "$log")" $((SECONDS - started))
    head -c 20000 "$log" | sed 's/^/  | /'
  fi
}

install_missing
if ! command -v python3 >/dev/null; then
  echo "skipped: python3 is not there"
  exit 0
fi
install_packages
python=$venv/bin/python
[ -x "$python" ] || python=python3

check "self-tests" "yaml" bash -c 'for script in values money positions hostile sarif pathological; do "$0" Checks/$script.py --self-test || exit 1; done' "$python"
check "values" "" "$python" Checks/values.py "$planmd"
check "money" "" "$python" Checks/money.py "$planmd"
check "recurrence" "dateutil" "$python" Checks/recurrence/compare_dateutil.py --rules "${RULES:-100000}" --seed 1 -- "$planmd" recur --batch
check "positions" "yaml" "$python" Checks/positions.py "$planmd" samples Tests/Fixtures --count "${DOCUMENTS:-5000}" --seed 1
check "sarif" "jsonschema" "$python" Checks/sarif.py "$planmd" samples/agency samples/vault Tests/Fixtures/real
check "schemas" "jsonschema yaml" "$python" Checks/schemas.py "$planmd" samples/agency samples/vault samples/readme Tests/Fixtures/real
check "pages" "html5lib" bash -c '"$0" Checks/pages.py --self-test && "$0" Checks/pages.py "$1"' "$python" "$planmd"
check "accessibility" "selenium axe_selenium_python" bash -c '"$0" Checks/accessibility.py --self-test && "$0" Checks/accessibility.py "$1" samples/agency samples/readme samples/solo.md samples/vault' "$python" "$planmd"
check "hostile" "" "$python" Checks/hostile.py "$planmd"
# Small sizes and a generous ratio: what grows with the square is far beyond it, and noise is not.
check "pathological" "" "$python" Checks/pathological.py "$planmd" --quick --ratio 3.4 --memory 400

# Commands that write, and what must never write.
check "writing" "" bash -c 'for script in kill_loop power_loss editor_races metadata bytes fmt readonly undo; do "$0" Checks/writing/$script.py --self-test || exit 1; done' "$python"
check "kill loop" "" "$python" Checks/writing/kill_loop.py "$planmd" --quick
check "power loss" "" "$python" Checks/writing/power_loss.py "$planmd" --quick
check "editor races" "" "$python" Checks/writing/editor_races.py "$planmd" --quick
check "metadata" "" "$python" Checks/writing/metadata.py "$planmd"
check "bytes" "" "$python" Checks/writing/bytes.py "$planmd" --quick
check "fmt" "" "$python" Checks/writing/fmt.py "$planmd" samples samples/agency samples/vault Tests/Fixtures/real --count 1000
check "read only" "" "$python" Checks/writing/readonly.py "$planmd" --quick
check "undo" "" "$python" Checks/writing/undo.py "$planmd" --count 40

# Commits with planmd's hooks against commits with hooks that do nothing.
check "hooks" "" bash -c '"$0" Checks/git/hooks.py --self-test && "$0" Checks/git/hooks.py "$1"' "$python" "$planmd"
check "diff" "" bash -c '"$0" Checks/git/diff_scripts.py --self-test && "$0" Checks/git/diff_scripts.py "$1" --count "${SCRIPTS:-1000}"' "$python" "$planmd"

check "histories" "" bash -c '"$0" Checks/git/histories.py --self-test && "$0" Checks/git/histories.py "$1"' "$python" "$planmd"
check "merges" "" bash -c '"$0" Checks/git/merges.py --self-test && "$0" Checks/git/merges.py "$1" --count "${MERGES:-1500}"' "$python" "$planmd"
check "merge stops" "" bash -c '"$0" Checks/git/merge_stops.py --self-test && "$0" Checks/git/merge_stops.py "$1"' "$python" "$planmd"

# The language server, as a client that shares no code with it sees it, and in real editors.
check "protocol" "lsprotocol" bash -c '"$0" Checks/lsp/protocol.py --self-test && "$0" Checks/lsp/protocol.py "$1"' "$python" "$planmd"
check "mirror" "lsprotocol" bash -c '"$0" Checks/lsp/mirror.py --self-test && "$0" Checks/lsp/mirror.py "$1" --count "${EDITS:-2000}"' "$python" "$planmd"
check "frames" "lsprotocol" bash -c '"$0" Checks/lsp/frames.py --self-test && "$0" Checks/lsp/frames.py "$1" --count "${FRAMES:-20000}"' "$python" "$planmd"
for editor in neovim vim_syntax emacs vscode; do
  check "$editor" "" bash -c '"$0" Checks/editors/$2.py --self-test && "$0" Checks/editors/$2.py "$1"' "$python" "$planmd" "$editor"
done
check "textmate" "textmate_grammar onigurumacffi" bash -c '"$0" Checks/editors/textmate.py --self-test && "$0" Checks/editors/textmate.py' "$python"
check "kate" "" bash -c '"$0" Checks/editors/kate.py --self-test && "$0" Checks/editors/kate.py' "$python"
check "plugins" "yaml" bash -c '"$0" Checks/editors/configurations.py --self-test && "$0" Checks/editors/configurations.py "$1"' "$python" "$planmd"

# Schedules against a checker that shares no code with the scheduler.
check "schedule self-tests" "yaml numpy scipy" bash -c 'for script in checker random_plans check_schedules forecast_math; do "$0" Checks/schedule/$script.py --self-test || exit 1; done' "$python"
check "schedules" "yaml" "$python" Checks/schedule/check_schedules.py "$planmd" --count "${PLANS:-150}" --seed 1 --search-every 3
check "forecast" "numpy scipy" "$python" Checks/schedule/forecast_math.py "$planmd"
exit $failed
