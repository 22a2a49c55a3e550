#!/usr/bin/env bash
# Started by run.sh, process PID, as its child: waits until that ends in any way, kill -9 too, then ends what is left of the programs that run.sh started
# (their process groups are in DIR/groups) and removes DIR.
#
#   tests/end-run.sh PID DIR
set -uo pipefail
script=${1:?the number of run.sh} dir=${2:?a folder}
gone=''
trap '' INT TERM HUP PIPE
trap 'gone=yes' USR1
setpriv --pdeathsig KILL sleep infinity &
sleeper=$!
trap 'gone=yes; kill -KILL "$sleeper"' USR1
touch "$dir/watched"
[[ -n $gone || $PPID != "$script" ]] || wait "$sleeper"
kill -KILL "$sleeper" 2>/dev/null
wait "$sleeper" 2>/dev/null

# Ended in order where they can: tests' own rigs and programs end with them.
mapfile -t groups < <(sort -u "$dir/groups" 2>/dev/null)
for signal in TERM KILL; do
    for ((i = 0; i < 150; i++)); do
        left=()
        for group in "${groups[@]}"; do
            ! kill -0 -- "-$group" 2>/dev/null || left+=("-$group")
        done
        [[ ${#left[@]} -gt 0 ]] || break 2
        [[ $i -gt 0 ]] || kill -"$signal" -- "${left[@]}" 2>/dev/null
        sleep 0.1
    done
done
# What the tests' own watchers still remove meanwhile.
for _ in {1..50}; do
    rm -rf "$dir" 2>/dev/null && break
    sleep 0.1
done
