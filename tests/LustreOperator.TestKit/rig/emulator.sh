#!/bin/bash
# The QEMU that emulates the virtual host, for virtual-host.sh, which sources this after debian-kernel.sh: 9.0 or newer, which emulates x2APIC; README.md
# tells what the older ones do. Where the system's own is older, that of the release's backports is fetched once and kept unpacked beside the kernel; it needs
# no other packages than the system's.
#
# After have_emulator: the array $emulator, a command and its first arguments; $emulator_x2apic, on or off. RIG_QEMU in the environment names another to use.

emulator_since=900
backports_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# 10.0.2 -> 1000
emulator_version() {
  "$1" --version 2>/dev/null | sed -nE 's/^QEMU emulator version ([0-9]+)\.([0-9]+).*/\1 \2/p' | { read -r major minor && echo $((major * 100 + minor)); } || echo 0
}

have_emulator() {
  local own=${RIG_QEMU:-qemu-system-x86_64} folder=$rig_cache/emulator
  emulator=("$own") emulator_x2apic=on
  [ "$(emulator_version "$own")" -lt "$emulator_since" ] || return 0
  emulator_x2apic=off
  [ -z "${RIG_QEMU:-}" ] || return 0
  (
    flock 9
    [ -e "$folder/usr/bin/qemu-system-x86_64" ] || unpack_emulator "$folder"
  ) 9>"$rig_cache/lock" || true
  if [ "$(emulator_version "$folder/usr/bin/qemu-system-x86_64")" -ge "$emulator_since" ]; then
    emulator=("$folder/usr/bin/qemu-system-x86_64" -L "$folder/usr/share/qemu" -L "$folder/usr/share/seabios") emulator_x2apic=on
  else
    echo "virtual-host: no QEMU of the backports to be had, so the system's own emulates it, which crashes now and then (rig/README.md)" >&2
  fi
}

unpack_emulator() {
  local folder=$1 scratch=$1.new codename repository
  rm -rf "$scratch" "$folder"
  mkdir -p "$scratch"/{lists/partial,root}
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2016 # apt-get's own variables
  repository=$(apt-get indextargets --format '$(CREATED_BY) $(RELEASE) $(COMPONENT) $(REPO_URI)' | awk -v release="$codename" '$1 == "Packages" && $2 == release && $3 == "main" { print $4; exit }')
  [ -n "$repository" ] || return 1
  echo "deb [signed-by=$backports_keyring] $repository $codename-backports main" >"$scratch/sources.list"
  local apt=(apt-get -qq -o "Dir::Etc::SourceList=$scratch/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$scratch/lists" -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache="
    -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=30)
  "${apt[@]}" update >&2 || return 1
  (cd "$scratch" && "${apt[@]}" download qemu-system-x86 qemu-system-data seabios >&2) || return 1
  for package in "$scratch"/*.deb; do dpkg -x "$package" "$scratch/root"; done
  mv "$scratch/root" "$folder"
  rm -rf "$scratch"
}
