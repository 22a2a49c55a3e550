#!/bin/bash
# Debian's kernel and busybox for virtual-host.sh and guest-image.sh, which source this. They are fetched by apt-get download once and kept unpacked in a
# folder, so that the next one downloads nothing and needs no package lists; remove the folder to have newer ones.
#
# RIG_CACHE names the folder; without it, it is .test-tools/rig in the clone that the scripts lie in.
#
# After have_kernel: $kernel_dir/vmlinuz, $kernel_dir/vmlinux, $kernel_dir/busybox, $kernel_dir/version and the modules below $kernel_dir/root.

cache_folder() {
  local folder
  folder=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
  while [ ! -e "$folder/LustreOperator.sln" ]; do
    [ "$folder" != / ] || { echo "no LustreOperator.sln above ${BASH_SOURCE[0]}: set RIG_CACHE to a folder for packages" >&2; return 1; }
    folder=$(dirname "$folder")
  done
  echo "$folder/.test-tools/rig"
}

newest_kernel() {
  apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends: linux-image-[0-9]/ { print $2; exit }'
}

# Fetches and unpacks what is missing; only one process at a time does.
have_kernel() {
  rig_cache=$(realpath -m "${RIG_CACHE:-$(cache_folder)}")
  kernel_dir=$rig_cache/kernel
  [ ! -e "$kernel_dir/vmlinux" ] || return 0
  mkdir -p "$rig_cache"
  (
    flock 9
    [ -e "$kernel_dir/vmlinux" ] || unpack_kernel
  ) 9>"$rig_cache/lock"
}

unpack_kernel() {
  local scratch=$rig_cache/kernel.new kernel
  rm -rf "$scratch" "$kernel_dir"
  mkdir -p "$scratch/root"
  kernel=$(newest_kernel)
  if [ -z "$kernel" ] || ! download "$scratch" "$kernel" busybox-static; then
    # No package lists yet, or lists of packages that are gone.
    apt-get update -qq
    kernel=$(newest_kernel)
    [ -n "$kernel" ] || { echo "apt-get knows no linux-image-amd64" >&2; return 1; }
    download "$scratch" "$kernel" busybox-static
  fi
  for package in "$scratch"/*.deb; do dpkg -x "$package" "$scratch/root"; done
  rm "$scratch"/*.deb
  mv "$scratch/root/bin/busybox" "$scratch/busybox"
  mv "$scratch/root/boot/vmlinuz-${kernel#linux-image-}" "$scratch/vmlinuz"
  unpack_vmlinux "$scratch/vmlinuz" >"$scratch/vmlinux"
  depmod -b "$scratch/root" "${kernel#linux-image-}"
  echo "${kernel#linux-image-}" >"$scratch/version"
  mv "$scratch" "$kernel_dir"
}

# The kernel without its decompressor, which takes seconds in emulation: setup_sects, payload_offset and payload_length of the header say where it is
# (Documentation/arch/x86/boot.rst); the payload ends with its size in four bytes.
unpack_vmlinux() {
  local setup offset length
  setup=$(od -An -tu1 -j 497 -N 1 "$1") offset=$(od -An -tu4 -j 584 -N 4 "$1") length=$(od -An -tu4 -j 588 -N 4 "$1")
  head -c $(((setup + 1) * 512 + offset + length - 4)) "$1" | tail -c $((length - 4)) | xz -dc
}

download() {
  local folder=$1
  shift
  (cd "$folder" && apt-get -o APT::Sandbox::User=root download -qq "$@")
}

# Copies modules and those that they need into TREE/modules, and writes their names in the order of loading into TREE/modules/LIST.
copy_modules() {
  local tree=$1 list=$2 module line file
  shift 2
  mkdir -p "$tree/modules"
  for module in "$@"; do
    while read -r line; do
      [[ $line == insmod\ * ]] || continue
      file=${line#insmod } file=${file%% *}
      cp "$file" "$tree/modules/"
      echo "${file##*/}"
    done < <(modprobe -d "$kernel_dir/root" -S "$(<"$kernel_dir/version")" --show-depends "$module")
  done | awk '!seen[$0]++' >"$tree/modules/$list"
}

# Packs TREE into FILE as an initramfs. It is not compressed: unpacking would cost an emulated processor more than reading.
pack_initramfs() {
  local tree=$1 file=$2
  mkdir -p "$tree"/{bin,dev,proc,sys}
  cp "$kernel_dir/busybox" "$tree/bin/busybox"
  (cd "$tree" && find . | "$kernel_dir/busybox" cpio -o -H newc 2>/dev/null) >"$file"
}
