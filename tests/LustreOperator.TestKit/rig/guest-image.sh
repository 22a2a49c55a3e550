#!/bin/bash
# Makes a raw disk image of a small guest for the virtual host, once, and prints where it is: Debian's kernel and a program that tells what it sees.
#
#   guest-image.sh
#
# The guest wants a second disk with the serial `report`, and writes there once a second what it has, as text that ends with a line `end`:
#
#   report N                    counts up from 1
#   uptime S                    s since the kernel began
#   vcpus N
#   memory N                    MemTotal in KiB
#   pci ADDRESS CLASS VENDOR:PRODUCT
#   nvme SERIAL MARKER          the first line of its first namespace
#   nic MAC                     of each that is not virtio
#
# It lets go of a function that the host wants back, and powers off when the power button is pressed.
#
# Needs what tests/install-tools.sh installs, and no root.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
# shellcheck source-path=SCRIPTDIR
. "$here/debian-kernel.sh"
have_kernel

image=$rig_cache/guest-$(cat "$here/guest-image.sh" "$here/guest-init.sh" "$here/unpacked-kernel.py" "$here/debian-kernel.sh" "$kernel_dir/version" | sha256sum | cut -c1-16).img
exec 9>"$rig_cache/lock"
flock 9
if [ ! -e "$image" ]; then
  rm -f "$rig_cache"/guest-*.img
  scratch=$(mktemp -d "$rig_cache/guest.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  copy_modules "$scratch/tree" order virtio_pci virtio_blk button evdev e1000e nvme
  install -m 755 "$here/guest-init.sh" "$scratch/tree/init"
  pack_initramfs "$scratch/tree" "$scratch/initramfs"
  python3 "$here/unpacked-kernel.py" "$kernel_dir/vmlinuz" "$kernel_dir/vmlinux" "$scratch/kernel"
  cat >"$scratch/syslinux.cfg" <<'CFG'
DEFAULT guest
LABEL guest
  LINUX kernel
  INITRD initramfs
  APPEND console=ttyS0 quiet loglevel=4 mitigations=off tsc=reliable no_timer_check pci=noearly init_on_alloc=0 random.trust_cpu=on cryptomgr.notests
CFG
  truncate -s 48M "$scratch/image"
  mformat -i "$scratch/image" -v GUEST ::
  mcopy -i "$scratch/image" "$scratch/kernel" "$scratch/initramfs" "$scratch/syslinux.cfg" ::
  syslinux --install "$scratch/image"
  mv "$scratch/image" "$image"
fi
echo "$image"
