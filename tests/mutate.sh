#!/usr/bin/env bash
# Mutation tests: changes one line of a room at a time and runs the room's own unit tests, which must notice. Half an hour for a room, and longer.
#
#   tests/mutate.sh ROOM [GLOB [TESTS]]
#                                 the room's judged files (tests/mutation/judged.tsv), or those of a glob such as '**/Ledger/*.cs', by its tests or
#                                 those that a filter of `dotnet test` leaves, such as FullyQualifiedName~Ledger
#   tests/mutate.sh all           every judged file
#   tests/mutate.sh ROOM --since COMMIT
#                                 of the judged files those that changed since then, and are written nowhere
#
# Scores go to tests/mutation/results/ROOM.md, file by file; what survived is printed, and kept in artifacts/mutation/ROOM.survivors. Ends with 1 when a
# set of judged files is below its bar. A score counts what was killed or ran out of time among all that compiles, covered by a test or not.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
judged=$root/tests/mutation/judged.tsv
out=$root/artifacts/mutation
below=0

# What needs more than .NET is no unit test. Placement's search through thousands of random labs costs minutes for each mutant and kills few that others leave.
filter='TestCategory!=integration&TestCategory!=virtual-host&TestCategory!=e2e&TestCategory!=long'
declare -A left_out=([Placement]='&FullyQualifiedName!~BruteForce&FullyQualifiedName!~ManyHosts')

usage() {
    sed -n '2,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
}

# One line for a mutant that counts: file, line, status, what stands there instead.
mutants() {
    jq -r '.files | to_entries[] | (.key | sub(".*/src/LustreOperator\\.[A-Za-z]+/"; "")) as $file | .value.mutants[]
        | select(.status | IN("Killed", "Timeout", "Survived", "NoCoverage"))
        | [$file, .location.start.line, .status, .mutatorName, ((.replacement // "") | gsub("\\s+"; " ") | .[0:110])] | @tsv' "$1"
}

# The table of a room keeps the rows of files that were not run now.
write_results() {
    mkdir -p "$root/tests/mutation/results"
    local room=$1 scores=$2 page=$root/tests/mutation/results/$1.md rows
    rows=$(
        { [[ ! -e $page ]] || grep '^| `' "$page" || true; } | awk -F'`' -v new="$scores" '
            BEGIN { while ((getline line < new) > 0) { split(line, cell, "`"); seen[cell[2]] = 1; print line } }
            !($2 in seen)' | LC_ALL=C sort
    )
    {
        printf '# Mutants of %s\n\nWritten by `tests/mutate.sh %s`, file by file.\n\n' "$room" "$room"
        printf '| file | day | killed | timed out | survived | not covered | score |\n|---|---|---|---|---|---|---|\n%s\n' "$rows"
    } >"$page.new"
    mv "$page.new" "$page"
}

run() {
    local room=$1 glob=$2 bar=$3 tests=$4 scratch
    shift 4
    printf '\n== %s %s\n' "$room" "$glob"
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/mutants.XXXXXX")
    (
        cd "$root/tests/LustreOperator.$room.Tests"
        nice dotnet dotnet-stryker --config-file ../mutation/stryker.json --project "LustreOperator.$room.csproj" --mutate "$glob" \
            --test-case-filter "$filter${left_out[$room]:-}${tests:+&($tests)}" --output "$scratch" --skip-version-check "$@"
    ) >"$scratch/log" 2>&1 || { tail -n 40 "$scratch/log"; rm -rf "$scratch"; return 1; }
    mutants "$scratch/reports/mutation-report.json" >"$scratch/mutants"
    mkdir -p "$out"
    awk -F'\t' -v day="$(date -u +%F)" '
        { files[$1] = 1; count[$1, $3]++ }
        END {
            for (file in files) {
                good = count[file, "Killed"] + count[file, "Timeout"]
                bad = count[file, "Survived"] + count[file, "NoCoverage"]
                printf "| `%s` | %s | %d | %d | %d | %d | %.0f %% |\n", file, day, count[file, "Killed"], count[file, "Timeout"],
                    count[file, "Survived"], count[file, "NoCoverage"], 100 * good / (good + bad)
            }
        }' "$scratch/mutants" >"$scratch/scores"
    [[ ${1:-} == --since* ]] || write_results "$room" "$scratch/scores"
    awk -F'\t' '$3 == "Survived" || $3 == "NoCoverage"' "$scratch/mutants" | sort -t$'\t' -k1,1 -k2,2n | tee -a "$out/$room.survivors"
    sort "$scratch/scores"
    awk -F'\t' -v bar="$bar" '{ all++; good += $3 == "Killed" || $3 == "Timeout" }
        END { score = all ? 100 * good / all : 100; printf "score %.1f %%, bar %d %%\n", score, bar; exit score < bar }' "$scratch/mutants" || below=1
    rm -rf "$scratch"
}

[[ $# -ge 1 && $1 != -* ]] || usage
export MSBUILDDISABLENODEREUSE=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
(cd "$root" && dotnet tool restore >/dev/null)
since=()
[[ ${2:-} != --since ]] || since=("--since:${3:?a commit}")
if [[ $# -ge 2 && ${#since[@]} -eq 0 ]]; then
    run "$1" "$2" 0 "${3:-}"
else
    found=0
    while IFS=$'\t' read -r room glob bar tests <&3; do
        [[ $1 == all || $1 == "$room" ]] || continue
        found=1
        [[ -e $out/$room.begun.$$ ]] || { mkdir -p "$out"; : >"$out/$room.survivors"; : >"$out/$room.begun.$$"; }
        run "$room" "$glob" "$bar" "$tests" "${since[@]}"
    done 3<"$judged"
    rm -f "$out"/*.begun.$$
    [[ $found -eq 1 ]] || usage
fi
exit $below
