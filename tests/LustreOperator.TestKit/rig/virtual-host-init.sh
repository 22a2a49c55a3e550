#!/bin/busybox sh
# shellcheck shell=dash
# Process 1 of the virtual host until it has its root (see virtual-host.sh). What can be done by busybox is done here: a program that comes over 9p
# takes a tenth of a second in emulation.
/bin/busybox --install -s /bin
mount -t proc p /proc
mount -t sysfs s /sys
mount -t devtmpfs d /dev
while read -r module; do insmod "/modules/$module"; done </modules/root
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 root /lower
mount -t tmpfs -o size=900m t /overlay
mkdir /overlay/u /overlay/w
mount -t overlay -o lowerdir=/lower,upperdir=/overlay/u,workdir=/overlay/w o /new
mkdir /new/outside
cp -r /boot.sh /modules /new
cp /bin/busybox /new/modules
for folder in proc sys dev; do mount --move "/$folder" "/new/$folder"; done
mount --move /lower /new/outside
# shellcheck disable=SC2016 # for the shell in there
chroot /new /modules/busybox sh -c '
  for list in kvm nics nvmes others; do
    while read -r module; do
      parameters=
      # A function at rest stays awake: changes of its power state change the memory map, which is what emulation is worst at.
      [ "$module" != vfio-pci.ko ] || parameters=disable_idle_d3=1
      insmod "/modules/$module" $parameters 2>/dev/null
    done <"/modules/$list" &
  done'

argument() { sed -n "s/.*$1=\\([^ ]*\\).*/\\1/p" proc/cmdline; }

cd /new || exit
mkdir -p dev/pts dev/shm dev/hugepages
mount -t devpts p dev/pts
mount -t tmpfs s dev/shm
mount -t hugetlbfs h dev/hugepages
mount -t cgroup2 c sys/fs/cgroup
for folder in run tmp var/lib/libvirt var/cache/libvirt var/log/libvirt; do mount -t tmpfs t "$folder"; done
mkdir -p run/libvirt run/lock run/udev var/log/libvirt/qemu var/cache/libvirt/qemu
for folder in qemu images boot dnsmasq; do mkdir -p "var/lib/libvirt/$folder"; done
chmod 1777 tmp
chmod 755 var/lib/libvirt
rm -rf etc/libvirt/qemu/*.xml etc/libvirt/qemu/autostart etc/libvirt/storage etc/libvirt/qemu/networks/autostart

# The kernel's other modules, for modprobe; udev is not to load what it finds a device for.
rm -rf lib/modules lib/udev/rules.d/80-drivers.rules
ln -s "/outside$(argument rig_cache)/kernel/root/lib/modules" lib/modules
capabilities=outside$(argument rig_capabilities)
[ ! -e "$capabilities" ] || tar -xf "$capabilities" -C var/cache/libvirt/qemu

# Names are asked of nobody: an answer never comes, and libvirt asks for the host's with each domain that it starts.
hostname virtual-host
echo '127.0.0.1 localhost virtual-host' >etc/hosts
rm -f etc/resolv.conf
touch etc/resolv.conf
ip link set lo up
for nic in sys/class/net/*; do
  read -r mac <"$nic/address"
  if [ "$mac" = 52:54:00:00:00:aa ]; then
    ip addr add 10.0.2.15/24 dev "${nic##*/}"
    ip link set "${nic##*/}" up
  fi
done
exec switch_root /new /bin/bash /boot.sh
