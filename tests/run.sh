#!/usr/bin/env bash
# Builds once and runs the tests: tests/run.sh [unit|integration|virtual-host|e2e|all|long]. It says how many minutes each part took; the last line is
# "N passed, N failed". However it is ended, what it started ends with it.
#   unit         format check and every test that needs nothing but .NET
#   integration  tests against real libvirt, QEMU and kubectl, and of the chart as Helm's own template engine renders it
#   virtual-host libvirt and the product on a virtual KVM host in software emulation, booted once, with VFIO, NUMA, huge pages and SR-IOV
#   e2e          the built programs as processes, driven by kubectl
#   all          these four
#   long         what takes too long for every change: each way to end each mode of the quickstart, mutants of every judged file, and more; hours
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
part=${1:-all}
configuration=${CONFIGURATION:-Debug}
passed=0
failed=0
skipped=0
failures=()
minutes=()

case $part in
    unit | integration | virtual-host | e2e | all | long) ;;
    *)
        echo "usage: tests/run.sh [unit|integration|virtual-host|e2e|all|long]" >&2
        exit 2
        ;;
esac

# No build servers that outlive us, no telemetry, and the kubectl of install-tools.sh if it had to bring one.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export PATH="$root/.test-tools/bin:$PATH"

# Everything temporary is in one folder, which others may pass through: QEMU runs as a user of its own.
results=$(mktemp -d "${TMPDIR:-/tmp}/lustre-tests.XXXXXX")
mkdir "$results/tmp"
chmod 711 "$results"
chmod 1777 "$results/tmp"
export TMPDIR=$results/tmp
host='' rig=''

end() {
    trap '' INT TERM HUP PIPE
    trap - EXIT
    kill -USR1 "$watcher" 2>/dev/null || true
    wait "$watcher" || true
    exit "$1"
}
setsid setpriv --pdeathsig USR1 bash tests/end-run.sh $$ "$results" </dev/null >/dev/null 2>&1 &
watcher=$!
trap 'end $?' EXIT
trap 'end 130' INT
trap 'end 143' TERM
trap 'end 129' HUP
until [[ -e $results/watched ]] || ! kill -0 "$watcher" 2>/dev/null; do sleep 0.02; done

# Runs a command in a process group of its own, which the watcher ends when this script is ended meanwhile. Bash has what it starts beside itself ignore
# Ctrl-C, and no shell below could undo that.
run() {
    env --default-signal=INT,QUIT setsid "$@" </dev/null &
    echo $! >>"$results/groups"
    wait $!
}

heading() {
    printf '\n== %s\n' "$1"
}

# A line that says how long something took that began at so many seconds of this script.
took() {
    awk -v name="$1" -v seconds=$((SECONDS - $2)) 'BEGIN { printf "%-14s %5.1f", name, seconds / 60 }'
}

timed() {
    local name=$1 start=$SECONDS
    shift
    "$@"
    minutes+=("$(took "$name" "$start")")
}

# Where the minutes go.
slowest() {
    local found
    found=$(cat "$results"/*.trx 2>/dev/null | { grep -oE '<UnitTestResult [^>]*' || true; } |
        sed -nE 's/.*testName="([^"]*)".*duration="([0-9]+):([0-9]+):([0-9.]+)".*/\2 \3 \4 \1/p' |
        awk '{ seconds = $1 * 3600 + $2 * 60 + $3; sub(/^[^ ]+ [^ ]+ [^ ]+ /, ""); if (seconds >= 10) printf "  %6.1f s  %s\n", seconds, $0 }' |
        sort -rn | head -n 12 | unescape)
    [[ -z $found ]] || { heading "slowest tests"; printf '%s\n' "$found"; }
}

finish() {
    local failure
    if [[ ${#failures[@]} -gt 0 ]]; then
        heading "failed"
        for failure in "${failures[@]}"; do
            printf '  %s\n' "$failure"
        done
    fi
    slowest
    heading "minutes"
    printf '  %s\n' "${minutes[@]}" "$(took 'all of it' 0)"
    [[ $skipped -eq 0 ]] || printf '\n%d skipped\n' "$skipped"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    exit $((failed > 0))
}

# What is no test but must hold all the same: counted when it fails.
check() {
    local name=$1
    shift
    heading "$name"
    if ! run "$@"; then
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

# The built test assemblies that have tests of a category, or all.
assemblies_of() {
    local project
    for project in tests/*.Tests; do
        [[ $1 == unit ]] || grep -rqF "\"$1\"" "$project" --include='*.cs' || continue
        echo "artifacts/bin/${project#tests/}/${configuration,,}/${project#tests/}.dll"
    done
}

# Runs the tests of assemblies one after the other: two cores are soon busy, and tests that start processes must not starve each other.
run_tests() {
    local name=$1 filter=$2 hang=$3 status=0 trx=$results/$1.trx bad name_of_failure
    shift 3
    heading "$name tests"
    run bash -c 'set -o pipefail; "$@" | { grep -v "^Data collector .Blame. message: All tests finished" || true; }' _ \
        dotnet test "$@" --filter "$filter" --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
        --blame-hang-timeout "$hang" --blame-hang-dump-type none || status=$?

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

run_category() {
    local assemblies
    mapfile -t assemblies < <(assemblies_of "$1")
    run_tests "$1" "$2" "$3" "${assemblies[@]}"
}

# Boots the virtual host that LUSTRE_VIRTUAL_HOST_DIR names from then on; it ends with this script.
boot_virtual_host() {
    local attempt port script=tests/LustreOperator.TestKit/rig/virtual-host.sh
    heading "virtual host"
    for attempt in 1 2 3; do
        port=$((20000 + RANDOM % 20000)) host=$TMPDIR/virtual-host.$attempt.$RANDOM
        : >"$results/rig.out"
        setsid bash $script run "$host" $port $((port + 1)) < <(exec setsid setpriv --pdeathsig TERM sleep infinity) >"$results/rig.out" 2>&1 &
        rig=$!
        echo $rig >>"$results/groups"
        while kill -0 $rig 2>/dev/null; do
            if grep -q ^ready "$results/rig.out"; then
                export LUSTRE_VIRTUAL_HOST_DIR=$host
                return
            fi
            sleep 0.2
        done
        cat "$results/rig.out"
    done
    return 1
}

# It takes half a processor as long as it is there.
end_virtual_host() {
    if [[ -n $rig ]]; then
        kill -TERM -- "-$rig" 2>/dev/null || true
        wait "$rig" || true
    fi
    rig='' host=''
    unset LUSTRE_VIRTUAL_HOST_DIR
}

# The tests of the virtual host share one boot. Between assemblies it is put back as it was booted; one that does not answer is replaced by another.
run_virtual_host() {
    local assembly script=tests/LustreOperator.TestKit/rig/virtual-host.sh
    for assembly in $(assemblies_of virtual-host); do
        if [[ -n $host ]] && ! timeout 300 bash $script reset "$host"; then
            echo "the virtual host does not answer: another one is booted"
            end_virtual_host
        fi
        if [[ -z $host ]] && ! boot_virtual_host; then
            failed=$((failed + 1))
            failures+=("virtual-host tests: the virtual host did not boot; see above")
            return
        fi
        run_tests "virtual-host-$(basename "$assembly" .Tests.dll)" "TestCategory=virtual-host&TestCategory!=long" 30m "$assembly"
    done
    end_virtual_host
}

build() {
    [[ $part == unit ]] || must "tools" bash tests/install-tools.sh
    must "build" dotnet build LustreOperator.sln --configuration "$configuration" --verbosity quiet --nologo
    if [[ $part == e2e || $part == virtual-host || $part == all ]]; then
        # Native programs, made once: tests that start programs start these (LUSTRE_SHIPPED).
        local project
        for project in Cli Lab Operator Agent; do
            must "LustreOperator.$project as shipped" dotnet publish "src/LustreOperator.$project" -c Release -r linux-x64 --self-contained \
                -o "$results/shipped" -p:RunAnalyzers=false -v q --nologo
        done
        export LUSTRE_SHIPPED=$results/shipped
    fi
}

unit() {
    # Style and analyzers are errors in the build already; what is left is white space.
    check "format" dotnet format whitespace LustreOperator.sln --verify-no-changes --no-restore
    run_category unit "TestCategory!=integration&TestCategory!=virtual-host&TestCategory!=e2e&TestCategory!=long" 15m
}

# A function, so that the whole script is read before any of it runs.
main() {
    timed build build
    [[ $part != unit && $part != all ]] || timed unit unit
    [[ $part != integration && $part != all ]] || timed integration run_category integration "TestCategory=integration&TestCategory!=long" 20m
    [[ $part != virtual-host && $part != all ]] || timed virtual-host run_virtual_host
    [[ $part != e2e && $part != all ]] || timed e2e run_category e2e "TestCategory=e2e&TestCategory!=long" 20m
    [[ $part != long ]] || timed long run_category long "TestCategory=long" 60m
    [[ $part != long ]] || timed mutants check mutants bash tests/mutate.sh all
    finish
}

main
