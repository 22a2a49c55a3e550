#!/bin/busybox sh
# shellcheck shell=dash
# Process 1 of the guest that guest-image.sh makes. It forks as little as it can: processes are dear in emulation of emulation.
/bin/busybox --install -s /bin
mount -t proc p /proc
mount -t sysfs s /sys
mount -t devtmpfs d /dev
while read -r module; do insmod "/modules/$module"; done </modules/order

for device in /sys/class/input/event*; do
  read -r name <"$device/device/name"
  if [ "$name" = "Power Button" ]; then
    (head -c 24 "/dev/input/${device##*/}" >/dev/null && poweroff -f) &
  fi
done

# Sets `seen` to a line for each thing.
look() {
  seen="vcpus $(grep -c ^processor /proc/cpuinfo)
memory $(sed -n 's/MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
"
  for device in /sys/bus/pci/devices/*; do
    read -r class <"$device/class"
    read -r vendor <"$device/vendor"
    read -r product <"$device/device"
    seen="${seen}pci ${device##*/} ${class#0x} ${vendor#0x}:${product#0x}
"
  done
  for device in /sys/class/nvme/nvme*; do
    [ -e "$device" ] || continue
    read -r serial <"$device/serial"
    marker=$(dd if="/dev/${device##*/}n1" bs=512 count=1 iflag=direct 2>/dev/null | sed q | tr -cd '!-~')
    seen="${seen}nvme $serial $marker
"
  done
  for device in /sys/class/net/*; do
    [ -e "$device/device/driver" ] || continue
    case $(readlink "$device/device/driver") in *virtio*) continue ;; esac
    read -r mac <"$device/address"
    seen="${seen}nic $mac
"
  done
}

count=0 known=
while :; do
  now=$(echo /sys/bus/pci/devices/* /sys/class/nvme/nvme*/nvme* /sys/class/net/*)
  [ "$now" = "$known" ] || { look; known=$now; }
  for disk in /sys/block/vd*; do
    read -r serial <"$disk/serial" 2>/dev/null
    [ "$serial" = report ] || continue
    read -r uptime _ </proc/uptime
    count=$((count + 1))
    printf 'report %s\nuptime %s\n%send\n' "$count" "$uptime" "$seen" | dd of="/dev/${disk##*/}" bs=8192 conv=sync,fsync oflag=direct 2>/dev/null
  done
  sleep 1
done
