#!/usr/bin/env bash
# Takes away what a run of quickstart.sh made, from the notes in its folder; nothing that was there before is touched.
#
#   end-lab.sh watch DIR PID   started by quickstart.sh, process PID, as its child: waits until that ends in any way, kill -9 too, then takes all away
#   end-lab.sh end DIR         takes away what a run left whose watcher was killed too; does nothing to a run that lives
#
# DIR holds: `made`, notes as bash assignments, each written before what it tells of is made; `lock`, held by the watcher; `lab.lifeline` and
# `rig.lifeline`, pipes that the lab and the rig read from and end with, and which the watcher holds open; `lab.lock` and `rig.lock`, held by all of the
# lab's and of the rig's processes. Exit code: 0 when nothing is left.
set -uo pipefail

verb=${1:?a verb} dir=${2:?a folder}
example='' libvirt='' cluster='' port='' made_pool='' made_network='' applied='' build='' lab='' rig=''
KUBECONFIG=''

# Where nobody reads any more, nothing is told; it is done all the same.
trap '' INT TERM HUP PIPE

say() {
    if [[ -t 1 ]]; then printf '\n\033[1m== %s\033[0m\n' "$1"; else printf '\n== %s\n' "$1"; fi 2>/dev/null
}

warn() {
    code=1
    printf 'quickstart: %s\n' "$1" >&2 2>/dev/null
}

is_held() {
    [[ -e $1 ]] && ! flock --nonblock "$1" true
}

# Waits until all processes that hold the lock have ended; those that do not within so many seconds are ended by signals to their session.
ended() {
    local lock=$1 session=$2 patience=$3 signal
    [[ -e $lock ]] || return 0
    flock --wait "$patience" "$lock" true && return
    for signal in TERM KILL; do
        [[ -z $session ]] || kill -"$signal" -- "-$session" 2>/dev/null
        flock --wait 20 "$lock" true && return
    done
    warn "processes of session $session do not end: ps -s $session"
}

remove_example() {
    local what
    if is_held "$dir/lab.lock"; then
        say "removing the example"
        # Not to our output: kubectl would die of a pipe that nobody reads.
        KUBECACHEDIR=$dir/cache kubectl delete -f "$example" --ignore-not-found --timeout=180s >"$dir/removed" 2>&1 5>&- 6>&-
        what=$?
        cat "$dir/removed" 2>/dev/null
        [[ $what -ne 0 ]] || return
        what="the example could not be removed"
    else
        what="the lab had ended before the example was removed"
    fi
    code=1
    [[ -z $cluster ]] || warn "$what from your cluster (kubectl --kubeconfig $cluster get lc,lm,kh -A): delete it, and take the finalizers from its machines, which nobody serves any more; then kubectl lustre host remove the hosts"
    [[ -z $libvirt ]] || warn "$what: see virsh -c '$libvirt' list --all"
}

take_away() {
    local code=0
    # shellcheck source=/dev/null
    [[ ! -e $dir/made ]] || . "$dir/made"
    export KUBECONFIG
    if [[ -n $build ]]; then
        kill -TERM -- "-$build" 2>/dev/null
    fi
    # On simulated hosts and a local control plane the example is gone with the lab's memory.
    if [[ -n $applied && -n $libvirt$cluster ]]; then
        remove_example
    fi
    exec 5>&-
    ended "$dir/lab.lock" "$lab" 150
    # What it could not remove from a cluster, in its words.
    grep -hE ' stays, | could not be removed|^kubectl lustre:' "$dir/lab.err" >&2 2>/dev/null && code=1
    if [[ -n $made_network ]]; then
        virsh -q -c "$libvirt" net-destroy lustre
        virsh -q -c "$libvirt" net-undefine lustre
    fi >/dev/null 2>&1
    if [[ -n $made_pool ]]; then
        virsh -q -c "$libvirt" pool-destroy default
        virsh -q -c "$libvirt" pool-undefine default
    fi >/dev/null 2>&1
    exec 6>&-
    ended "$dir/rig.lock" "$rig" 40
    # What kubectl keeps of each server's address; this one's is nobody's from now on.
    [[ -z $port ]] || rm -rf "${KUBECACHEDIR:-${HOME:-/nowhere}/.kube/cache}/discovery/127.0.0.1_$port"
    rm -rf "$dir" || code=1
    return "$code"
}

case $verb in
watch)
    gone=''
    trap 'gone=yes' USR1
    # The lock is there from the moment on that it is held.
    exec 9>"$dir/lock.new"
    flock 9
    mv "$dir/lock.new" "$dir/lock"
    mkfifo "$dir/lab.lifeline" "$dir/rig.lifeline"
    exec 5<>"$dir/lab.lifeline" 6<>"$dir/rig.lifeline"
    setpriv --pdeathsig KILL sleep infinity 5>&- 6>&- 9>&- &
    sleeper=$!
    # The kernel sends this signal when the script ends, and the script sends it when it wants to end.
    trap 'gone=yes; kill -KILL "$sleeper"' USR1
    touch "$dir/watched"
    [[ -n $gone || $PPID != "${3:?the number of quickstart.sh}" ]] || wait "$sleeper"
    kill -KILL "$sleeper" 2>/dev/null
    wait "$sleeper" 2>/dev/null
    touch "$dir/ending"
    take_away
    ;;
end)
    exec 9>>"$dir/lock"
    flock --nonblock 9 || exit 0
    take_away
    ;;
*)
    echo "end-lab.sh: there is no verb $verb" >&2
    exit 2
    ;;
esac
