#!/usr/bin/env bash
# Installs what is missing, builds once, runs every test project and ends with one line:
#   N passed, N failed, N skipped
#
#   ./test.sh           the usual run
#   ./test.sh --full    with the long forms (1 GiB messages, soak)
#   ./test.sh NAME...   only the test projects named, for instance: ./test.sh Shared.Tests
set -euo pipefail
cd "$(dirname "$0")"

full=0
names=()
for argument in "$@"; do
  case $argument in
    --full) full=1 ;;
    -*) echo "usage: ./test.sh [--full] [TEST-PROJECT...]" >&2; exit 2 ;;
    *) names+=("$argument") ;;
  esac
done
[[ ${#names[@]} -gt 0 ]] || names=(Shared.Tests Architecture.Tests Agent.Tests Console.Tests Bypass EndToEnd.Tests)

tests/install.sh test
if [[ " ${names[*]} " == *" EndToEnd.Tests "* ]]; then
  for folder in clients identity; do (cd "tests/EndToEnd.Tests/$folder" && npm ci --ignore-scripts --no-audit --no-fund --silent); done
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 HOOPLIKE_FULL_TESTS=$full
dotnet build HoopLike.sln -c Release -v quiet

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

# counter FILE NAME: one number of a test run's summary.
counter() { grep -o '<Counters [^>]*' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'; }

for name in "${names[@]}"; do
  echo "== $name"
  exit_code=0
  dotnet test "tests/$name" -c Release --no-build --nologo -v quiet \
    --blame-hang-timeout 5m --blame-hang-dump-type none \
    --logger "console;verbosity=minimal" --logger "trx;LogFileName=$name.trx" --results-directory "$results" || exit_code=$?
  report=$results/$name.trx
  if [[ ! -s $report ]]; then
    echo "$name: ended with code $exit_code and left no report: counted as one failure"
    failed=$((failed + 1))
    continue
  fi
  ran=$(counter "$report" executed) ok=$(counter "$report" passed) all=$(counter "$report" total)
  passed=$((passed + ok)) skipped=$((skipped + all - ran)) failed=$((failed + ran - ok))
  if [[ $ran == 0 ]]; then
    echo "$name: ran no test: counted as one failure"
    failed=$((failed + 1))
  elif [[ $exit_code != 0 && $ran == "$ok" ]]; then
    echo "$name: ended with code $exit_code though no test failed: counted as one failure"
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 ]]
