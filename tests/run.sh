#!/usr/bin/env bash
# Builds once and runs the tests: tests/run.sh [unit|integration|virtual-host|e2e|all]. The last line is "N passed, N failed".
#   unit         format check and every test that needs nothing but .NET
#   integration  tests against real libvirt, QEMU and kubectl
#   virtual-host libvirt and the product on a virtual KVM host in software emulation, with VFIO, NUMA, huge pages and SR-IOV: 7 to 14 minutes
#   e2e          the built programs as processes, driven by kubectl
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
part=${1:-all}
configuration=${CONFIGURATION:-Debug}
passed=0
failed=0
skipped=0
failures=()

case $part in
    unit | integration | virtual-host | e2e | all) ;;
    *)
        echo "usage: tests/run.sh [unit|integration|virtual-host|e2e|all]" >&2
        exit 2
        ;;
esac

# No build servers that outlive us, no telemetry, and the kubectl of install-tools.sh if it had to bring one.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export PATH="$root/.test-tools/bin:$PATH"

results=$(mktemp -d "${TMPDIR:-/tmp}/lustre-operator-tests.XXXXXX")
trap 'rm -rf "$results"' EXIT

heading() {
    printf '\n== %s\n' "$1"
}

finish() {
    local failure
    if [[ ${#failures[@]} -gt 0 ]]; then
        heading "failed"
        for failure in "${failures[@]}"; do
            printf '  %s\n' "$failure"
        done
    fi
    [[ $skipped -eq 0 ]] || printf '\n%d skipped\n' "$skipped"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    exit $((failed > 0))
}

# What is no test but must hold all the same: counted when it fails.
check() {
    local name=$1
    shift
    heading "$name"
    if ! "$@"; then
        failed=$((failed + 1))
        failures+=("$name")
    fi
}

must() {
    check "$@"
    [[ $failed -eq 0 ]] || finish
}

# Sums up one attribute of the result counters of a TRX file.
count() {
    sed -nE "s/.*<Counters [^>]*\b$2=\"([0-9]+)\".*/\1/p" "$1" | awk '{ sum += $1 } END { print sum + 0 }'
}

unescape() {
    sed -e 's/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

run_tests() {
    local name=$1 filter=$2 hang=$3 status=0 trx=$results/$1.trx assemblies bad name_of_failure
    heading "$name tests"
    mapfile -t assemblies < <(find artifacts/bin -path "*.Tests/${configuration,,}/*.Tests.dll" | sort)
    # One after the other: two cores are soon busy, and tests that start processes must not starve each other.
    dotnet test "${assemblies[@]}" --filter "$filter" --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
        --blame-hang-timeout "$hang" --blame-hang-dump-type none |
        { grep -v "^Data collector 'Blame' message: All tests finished" || true; } || status=$?

    if [[ ! -f $trx ]]; then
        failed=$((failed + 1))
        failures+=("$name tests: the run broke off before there were results")
        return
    fi
    bad=$(count "$trx" failed)
    passed=$((passed + $(count "$trx" passed)))
    skipped=$((skipped + $(count "$trx" total) - $(count "$trx" passed) - bad))
    failed=$((failed + bad))
    while IFS= read -r name_of_failure; do
        failures+=("$name_of_failure")
    done < <({ grep -E '<UnitTestResult [^>]*outcome="Failed"' "$trx" || true; } | sed -E 's/.*testName="([^"]*)".*/\1/' | unescape)
    if [[ $status -ne 0 && $bad -eq 0 ]]; then
        failed=$((failed + 1))
        failures+=("$name tests: the run ended with status $status though no test failed; see above")
    fi
}

# A function, so that the whole script is read before any of it runs.
main() {
    [[ $part == unit ]] || must "tools" bash tests/install-tools.sh
    must "build" dotnet build LustreOperator.sln --configuration "$configuration" --verbosity quiet --nologo

    if [[ $part == unit || $part == all ]]; then
        # Style and analyzers are errors in the build already; what is left is white space.
        check "format" dotnet format whitespace LustreOperator.sln --verify-no-changes --no-restore
        run_tests unit "TestCategory!=integration&TestCategory!=virtual-host&TestCategory!=e2e" 5m
    fi
    if [[ $part == integration || $part == all ]]; then
        run_tests integration "TestCategory=integration" 10m
    fi
    if [[ $part == virtual-host || $part == all ]]; then
        run_tests virtual-host "TestCategory=virtual-host" 10m
    fi
    if [[ $part == e2e || $part == all ]]; then
        run_tests e2e "TestCategory=e2e" 15m
    fi
    finish
}

main
