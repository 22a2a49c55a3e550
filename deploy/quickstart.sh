#!/usr/bin/env bash
# The product at work on a machine with nothing but Debian, the .NET 10 SDK and kubectl: no cluster, no hypervisor, no root.
# deploy/quickstart.sh --help says more.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kubectl_minor_needed=27

usage() {
    cat <<'USAGE'
usage: deploy/quickstart.sh [OPTIONS]

Builds the product (unless there is a native plugin in artifacts/kubectl-lustre that is newer than the sources), starts a local control plane,
the operator and simulated KVM hosts with an agent each, applies an example, shows how it becomes Ready, and runs until Ctrl-C. However it is
ended, a kill -9 too, everything stops and nothing is left behind.

  --example NAME     ha, nhop, bench, small/ha, small/dedicated, virtual-host, or a file (default: ha; with --qemu: small/ha)
  --hosts N          simulated hosts (default: 8)
  --once             end when the example is Ready, with 0; else with 1 and the reason
  --qemu             real libvirt and QEMU of this machine instead of simulated hosts; where no libvirtd answers, a private one (needs root)
  --libvirt URI      real libvirt and QEMU behind this URI
  --virtual-host     a virtual KVM host in software emulation, with NUMA, IOMMU and SR-IOV: functions are really passed through (needs root, 4 GiB
                     of memory and patience: everything is emulated)
  --kubeconfig FILE  a real cluster (1.30 or newer) instead of the local control plane; what is made there is removed in the end
  --no-build         what was built before is used as it is
  --timeout SECONDS  how long nothing may change while the example becomes Ready (default: 120; with --virtual-host: 600)
  --help             this text
USAGE
}

say() {
    if [[ -t 1 ]]; then printf '\n\033[1m== %s\033[0m\n' "$1"; else printf '\n== %s\n' "$1"; fi
}

fail() {
    printf 'quickstart: %s\n' "$1" >&2
    exit "${2:-1}"
}

example='' hosts=8 once='' no_build='' qemu='' libvirt='' virtual='' cluster='' timeout=''
while [[ $# -gt 0 ]]; do
    option=$1
    case $option in
        --once) once=yes ;;
        --no-build) no_build=yes ;;
        --qemu) qemu=yes ;;
        --virtual-host) virtual=yes ;;
        --help | -h) usage; exit 0 ;;
        --example | --hosts | --libvirt | --kubeconfig | --timeout)
            [[ $# -ge 2 ]] || fail "$option needs a value; see --help" 2
            shift
            case $option in
                --example) example=$1 ;;
                --hosts) hosts=$1 ;;
                --libvirt) libvirt=$1 ;;
                --kubeconfig) cluster=$(realpath -e "$1" 2>/dev/null) || fail "--kubeconfig: there is no file $1" 2 ;;
                --timeout) timeout=$1 ;;
            esac
            ;;
        *) fail "there is no option $option; see --help" 2 ;;
    esac
    shift
done
[[ $hosts =~ ^[1-9][0-9]{0,2}$ && $hosts -le 200 ]] || fail "--hosts must be a number from 1 to 200, not '$hosts'" 2
[[ -z $virtual || -z $qemu$libvirt ]] || fail "--virtual-host brings its own libvirt: leave --qemu and --libvirt out" 2
[[ -n $timeout ]] || timeout=$([[ -n $virtual ]] && echo 600 || echo 120)
[[ $timeout =~ ^[1-9][0-9]{0,4}$ ]] || fail "--timeout must be a number of seconds, not '$timeout'" 2
[[ -n $example ]] || example=$([[ -n $virtual ]] && echo virtual-host || { [[ -n $qemu$libvirt ]] && echo small/ha || echo ha; })
if [[ -f $root/deploy/examples/$example.yaml ]]; then
    example=$root/deploy/examples/$example.yaml
fi
[[ -f $example ]] || fail "there is no example $example; there are $(cd "$root/deploy/examples" && find . -name '*.yaml' ! -name hosts.yaml -printf '%P\n' | sed 's/\.yaml$//' | sort | paste -sd ' ')" 2

# What needs root says so before anything is built.
answers() {
    command -v virsh >/dev/null && timeout 20 virsh -q -c "$1" uri >/dev/null 2>&1
}
if [[ $(id -u) -ne 0 ]]; then
    [[ -z $virtual ]] || fail "--virtual-host needs root" 2
    [[ -z $qemu || -n $libvirt ]] || answers qemu:///system ||
        fail "no libvirtd answers at qemu:///system, and a private one needs root; start libvirtd, or run this as root" 2
fi

# A unix socket's path has at most 107 characters, and libvirt's are up to 52 below this folder.
temporary=${TMPDIR:-/tmp}
[[ ${#temporary} -le 55 ]] || temporary=/tmp

# What runs that were killed with their watchers left is taken away now; one that is just ending is waited for.
for old in "$temporary"/lustre-quickstart.*; do
    [[ -O $old ]] || continue
    if [[ -e $old/ending ]]; then
        flock --wait 200 "$old/lock" true 2>/dev/null || true
    fi
    if [[ -e $old/lock ]]; then
        bash "$root/deploy/end-lab.sh" end "$old" || true
    elif [[ -n $(find "$old" -maxdepth 0 -mmin +1) ]]; then
        rm -rf "$old"
    fi
done

work=$(mktemp -d "$temporary/lustre-quickstart.XXXXXX")
sandbox='' watcher=''

# Tells the watcher what is about to be made.
note() {
    printf '%s=%q\n' "$1" "$2" >>"$work/made"
}

# The watcher takes everything away, however this script ends. Here it is only told to, and waited for; nothing is printed before.
stop() {
    local code=$?
    set +e
    trap '' INT TERM HUP PIPE
    trap - EXIT
    kill -USR1 "$watcher" 2>/dev/null
    wait "$watcher" || code=$((code == 0 ? 1 : code))
    [[ ! -e $work ]] || bash "$root/deploy/end-lab.sh" end "$work"
    exit "$code"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
setsid setpriv --pdeathsig USR1 bash "$root/deploy/end-lab.sh" watch "$work" $$ &
watcher=$!
until [[ -e $work/watched ]]; do
    kill -0 "$watcher" 2>/dev/null || fail "its watcher ended"
    sleep 0.02
done
note example "$(realpath "$example")"
note cluster "$cluster"

# Starts a program in a session of its own, with the lifeline and the lock that the watcher knows it by: in_session lab|rig COMMAND...
# Ctrl-C reaches this script alone, which stops things in order.
in_session() {
    local name=$1 hold lifeline
    shift
    # Opened for both first, or the second would wait for a writer where the watcher is gone.
    exec {hold}<>"$work/$name.lifeline"
    exec {lifeline}<"$work/$name.lifeline"
    exec {hold}>&-
    setsid flock --no-fork "$work/$name.lock" "$@" <&"$lifeline" {lifeline}<&- &
    exec {lifeline}<&-
    note "$name" $!
}

# By the environment and not by an option: some kubectls are a choice among several, which asks the server first.
kubectl() {
    KUBECACHEDIR=$work/cache command kubectl "$@"
}

kubectl_is_new_enough() {
    local minor
    minor=$(kubectl version --client -o json 2>/dev/null | sed -nE 's/.*"gitVersion": *"v1\.([0-9]+).*/\1/p' | head -n 1)
    [[ -n $minor && $minor -ge $kubectl_minor_needed ]]
}

prepare() {
    native_is_new || command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: https://learn.microsoft.com/dotnet/core/install/linux-debian"
    export PATH="$root/.test-tools/bin:$PATH"
    if [[ -n $virtual || -n $qemu && -z $libvirt ]] || { [[ -n $libvirt ]] && ! command -v virsh >/dev/null; }; then
        say "installing what is missing of libvirt and QEMU"
        bash "$root/tests/install-tools.sh"
    fi
    kubectl_is_new_enough || bash "$root/tests/install-tools.sh" kubectl
}

# A native plugin that is newer than all it is made of (deploy/README.md says how to make one) is used as it is: making one takes longer than the rest of this.
native=$root/artifacts/kubectl-lustre/kubectl-lustre
native_is_new() {
    [[ -z ${CONFIGURATION:-}$no_build && -x $native && -x $native-sandbox ]] &&
        [[ -z $(find "$root"/{src,crds,deploy,Directory.*} \( -newer "$native" -o -newer "$native-sandbox" \) -type f ! -name quickstart.sh ! -name '*.md' -print -quit) ]]
}

build() {
    local configuration=${CONFIGURATION:-Release}
    local built=$root/artifacts/bin/LustreOperator.Lab/${configuration,,}
    if native_is_new; then
        built=${native%/*}
    elif [[ -z $no_build ]]; then
        compile "$configuration"
    elif [[ ! -x $built/kubectl-lustre ]]; then
        fail "--no-build: nothing was built in configuration $configuration; leave it out once" 2
    fi
    tools=$built:
    export PATH="$tools$PATH"
    [[ ! -x $root/.test-tools/bin/kubectl ]] || tools+="$root/.test-tools/bin:"
}

compile() {
    say "building"
    local configuration=$1
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
    # The analyzers have their say in tests/run.sh. What the build leaves in the temporary folder goes with ours.
    TMPDIR=$work setsid dotnet build "$root/src/LustreOperator.Lab" --configuration "$configuration" --verbosity quiet \
        $([[ $configuration == Debug ]] || echo -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false) </dev/null &
    note build $!
    wait $! || fail "the build failed"
    note build ''
}

# A whole KVM host that lives as long as this script; LUSTRE_VIRTUAL_HOST_DIR names one that runs already and is left running.
boot_virtual_host() {
    local port attempt rig
    if [[ -n ${LUSTRE_VIRTUAL_HOST_DIR:-} ]]; then
        read -r port _ <"$LUSTRE_VIRTUAL_HOST_DIR/ports"
        libvirt="qemu+tcp://127.0.0.1:$port/system"
        return
    fi
    say "booting a virtual KVM host (half a minute; the first time it gets a Debian kernel)"
    for attempt in 1 2 3; do
        port=$((20000 + RANDOM % 20000))
        in_session rig bash "$root/tests/LustreOperator.TestKit/rig/virtual-host.sh" run "$work/host" $port $((port + 1)) >"$work/rig.out" 2>&1
        rig=$!
        while kill -0 $rig 2>/dev/null; do
            if grep -q ^ready "$work/rig.out"; then
                libvirt="qemu+tcp://127.0.0.1:$port/system"
                return
            fi
            sleep 0.2
        done
        [[ $attempt -lt 3 ]] && grep -q 'host forwarding rule' "$work/rig.out" || fail "the virtual host did not boot: $(tail -n 20 "$work/rig.out")"
    done
}

# What the admin says of the virtual host: which of its functions may be passed, and what each is cabled to.
list_functions() {
    local host
    host=$(kubectl get kvmhosts --no-headers -o custom-columns=N:.metadata.name | head -n 1)
    # NICs and NVMe functions stand in for HCAs; the last two are one card, and one IOMMU group.
    kubectl patch kvmhost "$host" --type merge --patch '{"spec":{"devices":[
        {"address":"0000:42:00.0","fabric":"ib-a"},{"address":"0000:82:00.0","fabric":"ib-a"},
        {"address":"0000:41:00.0","fabric":"srp-sfa1"},{"address":"0000:81:00.0","fabric":"srp-sfa1"},
        {"address":"0000:83:00.0","fabric":"ib-b"},{"address":"0000:83:00.1","fabric":"ib-b"}]}}' >/dev/null
    for _ in {1..150}; do
        [[ $(kubectl get kvmhost "$host" -o jsonpath='{.status.hcas}') != */0 ]] && return
        sleep 0.2
    done
    fail "host $host offers no functions: $(kubectl get kvmhost "$host" -o jsonpath='{.status.conditions[?(@.type=="DevicesAsListed")].message}')"
}

# The machine's own libvirtd where one answers, else one that is private to this run and leaves nothing behind.
find_libvirt() {
    local rig
    if [[ -z $libvirt ]]; then
        if answers qemu:///system; then
            libvirt=qemu:///system
        else
            say "starting a private libvirtd"
            in_session rig bash "$root/tests/LustreOperator.TestKit/rig/private-libvirtd.sh" "$work/libvirt" default >"$work/rig.out" 2>&1
            rig=$!
            until grep -q ^ready "$work/rig.out"; do
                kill -0 $rig 2>/dev/null || fail "the private libvirtd did not start: $(<"$work/rig.out")"
                sleep 0.1
            done
            libvirt="qemu+unix:///system?socket=$work/libvirt/libvirt-sock"
        fi
    fi
    note libvirt "$libvirt"
    answers "$libvirt" || fail "libvirt does not answer at $libvirt"
    if ! virsh -q -c "$libvirt" pool-info default >/dev/null 2>&1; then
        note made_pool yes
        virsh -q -c "$libvirt" pool-define-as default dir --target /var/lib/libvirt/images
        virsh -q -c "$libvirt" pool-start default
    fi
    # The virtual host has no packet filter, which libvirt's networks need, and its example no such network.
    if [[ -z $virtual ]] && ! virsh -q -c "$libvirt" net-info lustre >/dev/null 2>&1; then
        note made_network yes
        virsh -q -c "$libvirt" net-define "$root/deploy/examples/small/lustre-network.xml"
        virsh -q -c "$libvirt" net-start lustre
    fi
}

start() {
    local line arguments=(--until-eof --log "$work/log")
    [[ -z $virtual ]] || boot_virtual_host
    if [[ -n $qemu$libvirt ]]; then
        find_libvirt
        arguments+=(--libvirt "$libvirt")
    else
        arguments+=(--hosts "$hosts")
    fi
    if [[ -n $cluster ]]; then
        say "starting operator and agents on your cluster"
        arguments+=(--cluster "$cluster")
        export KUBECONFIG=$cluster
    else
        say "starting control plane, operator and agents"
        arguments+=(--kubeconfig "$work/kubeconfig")
        export KUBECONFIG=$work/kubeconfig
    fi
    note KUBECONFIG "$KUBECONFIG"
    note PATH "$PATH"
    TMPDIR=$work in_session lab kubectl-lustre sandbox "${arguments[@]}" >"$work/lab.out" 2>"$work/lab.err"
    sandbox=$!
    exec 8<"$work/lab.out"
    while lab_lives; do
        while IFS= read -r line <&8; do
            case $line in
                "the lab is ready") return ;;
                "Kubernetes API on "*)
                    printf '   %s\n' "$line"
                    line=${line#*://127.0.0.1:}
                    note port "${line%%[!0-9]*}"
                    ;;
                hosts*) printf '   %s\n' "$line" ;;
            esac
        done
        sleep 0.1
    done
    lab_failed "before it was ready"
}

lab_lives() {
    kill -0 "$sandbox" 2>/dev/null
}

lab_failed() {
    local told
    told=$(sed -n 's/^kubectl lustre: //p' "$work/lab.err" | tail -n 3)
    fail "the lab ended $1: ${told:-"the last lines of its log:
$(tail -n 20 "$work/lab.err" "$work/log" 2>/dev/null)"}"
}

show_progress() {
    local ns=$1 name=$2 start=$SECONDS changed=$SECONDS before='' now ready placed accepted message
    while :; do
        lab_lives || lab_failed "while ${name#*/} was becoming Ready"
        IFS='|' read -r now ready placed accepted message < <(kubectl --namespace "$ns" get "$name" -o jsonpath='placed {.status.placed}, running {.status.running}, in sync {.status.inSync}|{.status.conditions[?(@.type=="Ready")].status}|{.status.conditions[?(@.type=="Placed")].status}|{.status.conditions[?(@.type=="Accepted")].status}|{.status.conditions[?(@.type=="Ready")].message}' | tr '\n' ' ') || true
        if [[ $now != "$before" && $now != 'placed ,'* ]]; then
            printf '   %3d s  %s\n' $((SECONDS - start)) "$now"
            before=$now changed=$SECONDS
        fi
        if [[ $ready == True ]]; then
            printf '   %3d s  %s is Ready: %s\n' $((SECONDS - start)) "${name#*/}" "$message"
            return 0
        fi
        if [[ $accepted == False || $placed == False && $message != *"machines exist"* && $message != *"as wanted"* || $((SECONDS - changed)) -ge $timeout ]]; then
            printf 'quickstart: %s is not Ready after %d s: %s\n' "${name#*/}" $((SECONDS - start)) "$message" >&2
            return 1
        fi
        sleep 0.3
    done
}

how_to_go_on() {
    local name=${2#*/} flag=''
    [[ $1 == default ]] || flag=" -n $1"
    say "how to go on, in another terminal"
    cat <<TEXT
   export KUBECONFIG=$KUBECONFIG
   export PATH=${tools}\$PATH

   kubectl lustre hosts                       # hosts, their HCAs and who has them
   kubectl lustre topology $name$flag        # what is where; with -o svg > $name.svg a picture for a report
   kubectl edit lustrecluster $name$flag     # another count, memory.size or powerState: machines come, go, restart
TEXT
    if [[ -n $qemu$libvirt ]]; then
        printf '   virsh -c %q list     # kill one (virsh destroy NAME), or change its pins (vcpupin): it is put right at once\n' "$libvirt"
    else
        printf '   kubectl lustre why %s%s             # why each machine is where it is\n' "$name" "$flag"
    fi
    printf '\nCtrl-C stops everything.\n'
}

prepare
build
start
[[ -z $virtual ]] || list_functions
if [[ -n $cluster && -n $(kubectl get -f "$example" --ignore-not-found -o name) ]]; then
    fail "the cluster has $(kubectl get -f "$example" -o name | paste -sd ' ') already, and it is not this script's to change; delete it or take another example"
fi
say "applying ${example#"$root"/}"
note applied yes
kubectl apply -f "$example" >/dev/null || fail "$example could not be applied"
names=$(kubectl get -f "$example" --no-headers -o custom-columns=N:.metadata.namespace,K:.kind,M:.metadata.name | awk '$2 == "LustreCluster" {print $1, "lustrecluster/" $3}')
[[ -n $names ]] || fail "$example holds no LustreCluster"
ok=0
while read -r ns name; do
    show_progress "$ns" "$name" || ok=1
done <<<"$names"
# A host's status tells of a burst of changes a second later.
sleep 1.5
say "what there is"
ns=${names%% *}
kubectl --namespace "$ns" get lustreclusters,lustremachines,kvmhosts
[[ -z $virtual ]] || kubectl-lustre hosts --devices
[[ -z $once ]] || exit "$ok"
while read -r ns name; do
    how_to_go_on "$ns" "$name"
done <<<"$names"
# The lab ends by itself only when something failed.
wait "$sandbox" || true
lab_failed "by itself"
