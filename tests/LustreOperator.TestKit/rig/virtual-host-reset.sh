#!/bin/bash
# Puts the virtual host back as it was booted, from inside (virtual-host.sh reset): no domain, pool or network, no agent, every function with its host
# driver, huge pages and VFIO as they were. Fails, and says why, when something is not as it was.
virsh() { command virsh -q -c qemu:///system "$@"; }
drivers=(0000:41:00.0=nvme 0000:42:00.0=e1000e 0000:81:00.0=nvme 0000:82:00.0=e1000e 0000:83:00.0=e1000e 0000:83:00.1=e1000e)

{
  [ ! -e /run/agent.pid ] || kill "$(cat /run/agent.pid)"
  rm -f /run/agent.*
  if [ -e /run/libvirtd-wrapper ]; then
    rm -f /run/libvirtd-wrapper
    kill "$(cat /run/libvirtd.pid)"
  fi
} 2>/dev/null
until virsh uri >/dev/null 2>&1; do sleep 0.5; done
for domain in $(virsh list --name); do virsh destroy "$domain"; done
for domain in $(virsh list --all --name); do virsh undefine "$domain" --managed-save --snapshots-metadata --checkpoints-metadata; done
for pool in $(virsh pool-list --all --name); do
  virsh pool-destroy "$pool" 2>/dev/null
  virsh pool-undefine "$pool"
done
for network in $(virsh net-list --all --name); do
  virsh net-destroy "$network" 2>/dev/null
  virsh net-undefine "$network"
done
rm -rf /var/lib/libvirt/images/* /var/log/libvirt/qemu/*.log
! mountpoint -q /run/hog || umount /run/hog
modprobe -a vfio_pci vfio_iommu_type1
for function in 0000:41:00.0 0000:81:00.0; do
  cd "/sys/bus/pci/devices/$function" || continue
  [ "$(cat sriov_numvfs)" = 0 ] || echo 0 >sriov_numvfs
  echo 1 >sriov_drivers_autoprobe
done
for pages in 0=96 1=192; do
  echo "${pages#*=}" >"/sys/devices/system/node/node${pages%=*}/hugepages/hugepages-2048kB/nr_hugepages"
done

code=0
for pair in "${drivers[@]}"; do
  function=${pair%=*} driver=${pair#*=} device=/sys/bus/pci/devices/${pair%=*}
  [ "$(cat "$device/driver_override")" = '(null)' ] || echo >"$device/driver_override"
  if [ "$(basename "$(readlink "$device/driver")")" != "$driver" ]; then
    [ ! -e "$device/driver" ] || echo "$function" >"$device/driver/unbind"
    echo "$function" >/sys/bus/pci/drivers_probe
  fi
  for _ in $(seq 100); do
    [ "$(basename "$(readlink "$device/driver")")" != "$driver" ] || continue 2
    sleep 0.1
  done
  echo "$function has not the driver $driver" >&2
  code=1
done
[ -z "$(virsh list --all --name)" ] || { echo "domains are left: $(virsh list --all --name)" >&2; code=1; }
exit $code
