#!/usr/bin/env bash
# Fuzzes each target for SECONDS seconds (default 60): Fuzz/run.sh [SECONDS] [TARGET…]
#
# The targets are compiled with AddressSanitizer and libFuzzer, straight from Sources/ and in the order in which the
# targets of Package.swift import one another. Inputs that break something are kept in build/fuzz/findings.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
targets=${*:-document report values query configuration}
out=build/fuzz
export SWIFT_BACKTRACE=enable=no
SWIFTC=${SWIFTC:-swiftc}
CLANG=${CLANG:-clang}
# Each process takes about a core; a frame of AddressSanitizer is several times as large as a normal one.
jobs=${JOBS:-$(nproc 2>/dev/null || echo 1)}
mkdir -p "$out/modules" "$out/objects" "$out/findings"

flags=(-O -g -assert-config Debug -parse-as-library -package-name planmd -swift-version 6
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility
  -enable-upcoming-feature InternalImportsByDefault -sanitize=fuzzer,address
  -I "$out/modules" -I Sources/CCMark -I .build/checkouts/Yams/Sources/CYaml/include)

printf 'module CBumpArena {\n  header "%s"\n}\n' "$PWD/Sources/CBumpArena/include/bump_arena.h" > "$out/modules/module.modulemap"
yams=.build/checkouts/Yams
[ -d "$yams" ] || swift package resolve

# Compiles a module if one of its files, or a module before it, is newer than what was built.
newest=$out/objects/.start
[ -e "$newest" ] || touch -t 200001010000 "$newest"
module() {
  local name=$1 object=$out/objects/$1.o
  shift
  if [ ! -e "$object" ] || [ "$newest" -nt "$object" ] || [ -n "$(find "$@" Fuzz/run.sh -newer "$object" -print -quit)" ]; then
    echo "compiling $name"
    "$SWIFTC" "${flags[@]}" -wmo -module-name "$name" -emit-module -emit-module-path "$out/modules/$name.swiftmodule" \
      -c $(find "$@" -name '*.swift' | LC_ALL=C sort) -o "$object"
    newest=$object
  fi
}

compile_yams() {
  [ -e "$out/objects/Yams.o" ] && return
  echo "compiling Yams"
  for file in "$yams"/Sources/CYaml/src/*.c; do
    "$CLANG" -O1 -g -fsanitize=address -DYAML_DECLARE_STATIC -I "$yams/Sources/CYaml/include" -c "$file" \
      -o "$out/objects/CYaml-$(basename "$file" .c).o"
  done

  "$SWIFTC" -O -wmo -parse-as-library -module-name Yams -DSWIFT_PACKAGE -Xcc -DYAML_DECLARE_STATIC -I "$out/modules" -I "$yams/Sources/CYaml/include" \
    -emit-module -emit-module-path "$out/modules/Yams.swiftmodule" -c $(find "$yams/Sources/Yams" -name '*.swift' | LC_ALL=C sort) \
    -o "$out/objects/Yams.o"
}

compile() {
  compile_yams
  "$CLANG" -O1 -g -fsanitize=address -I Sources/CBumpArena/include -c Sources/CBumpArena/bump_arena.c -o "$out/objects/CBumpArena.o"
  module PlanParallel Sources/PlanParallel
  module PlanModel Sources/PlanModel
  module PlanText Sources/PlanText
  module PlanQuery Sources/PlanQuery
  module PlanLint Sources/PlanLint
  module PlanReport Sources/PlanReport
  # The part of PlanWorkspace that reads the configuration; the rest touches the disk and git.
  module PlanWorkspace Sources/PlanWorkspace/{ConfigurationReader,ConfigurationSections,CalendarFile,Glob}.swift
  for target in $targets; do
    local source="Fuzz/Sources/${target^}.swift" program="$out/$target"
    if [ ! -e "$program" ] || [ "$newest" -nt "$program" ] || [ "$source" -nt "$program" ] || [ Fuzz/Sources/Shared.swift -nt "$program" ]; then
      echo "compiling the target $target"
      "$SWIFTC" "${flags[@]}" -module-name "Fuzz${target^}" "$source" Fuzz/Sources/Shared.swift "$out"/objects/*.o -lcmark -o "$program"
    fi
  done
}

# Small files to begin with: the plans of samples and tests, and one seed for each line of Fuzz/Seeds.
seed() {
  local corpus=$out/corpus/$1
  mkdir -p "$corpus"
  case $1 in
    document | report) find samples Tests/Fixtures -name '*.md' -size -16k ;;
    configuration) find samples Tests/Fixtures -name '*.yaml' -size -16k ;;
  esac | while IFS= read -r file; do cp "$file" "$corpus/seed-$(cksum < "$file" | cut -d' ' -f1)"; done
  local seeds=Fuzz/Seeds/$1.txt
  [ "$1" = report ] && seeds=Fuzz/Seeds/document.txt
  if [ -e "$seeds" ]; then
    local number=0 line
    while IFS= read -r line || [ -n "$line" ]; do
      number=$((number + 1))
      printf '%b' "$line" > "$corpus/line-$number"
    done < "$seeds"
  fi
}

fuzz() {
  local target=$1 log=$out/$1.log code=0 length=512
  case $target in document | report | configuration) length=2048 ;; esac
  ASAN_OPTIONS=detect_leaks=0 "$out/$target" "$out/corpus/$target" -max_total_time="$seconds" -max_len=$length -timeout=20 \
    -rss_limit_mb=2048 -dict=Fuzz/plan.dict -artifact_prefix="$out/findings/$target-" -print_final_stats=1 > "$log" 2>&1 || code=$?
  local runs
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
  [ -n "$runs" ] || runs=$(sed -n 's/^#\([0-9]*\).*/\1/p' "$log" | tail -1)
  if [ "$code" = 0 ]; then
    echo "$target: ${runs:-0} executions, nothing found"
  elif [ "$code" = 72 ]; then
    echo "$target: ${runs:-0} executions, interrupted, nothing found"
    return 0
  else
    echo "$target: ${runs:-0} executions, FOUND: $(grep -m1 -E 'broken: |Fatal error|ERROR: ' "$log" || tail -1 "$log")"
    grep -a 'Test unit written to' "$log" | sed 's/.*written to /  input: /'
  fi
  return "$code"
}

compile
for target in $targets; do seed "$target"; done
failed=0
running=0
pids=()
for target in $targets; do
  if [ "$running" -ge "$jobs" ]; then
    wait "${pids[0]}" || failed=1
    pids=("${pids[@]:1}")
    running=$((running - 1))
  fi
  fuzz "$target" &
  pids+=($!)
  running=$((running + 1))
done
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
exit "$failed"
