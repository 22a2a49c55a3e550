#!/bin/bash
# A virtual KVM host for tests: QEMU in software emulation gives a machine with two sockets, two NUMA nodes with hugepages, an IOMMU, PCIe functions behind
# each node, /dev/kvm (AMD SVM is emulated too) and a real libvirtd on qemu+tcp://127.0.0.1:LIBVIRT_PORT/system. The root inside is this machine's, read-only
# over 9p, under an overlay in memory; /tmp, /run and libvirt's folders are empty inside, and /outside is this machine's root as it is. README.md tells more.
#
#   virtual-host.sh run DIR LIBVIRT_PORT SHELL_PORT    boots one, prints "ready URI", and ends it when standard input ends or this process dies
#   virtual-host.sh up DIR [LIBVIRT_PORT SHELL_PORT]   boots one that lives until `down`, prints its URI
#   virtual-host.sh sh DIR COMMAND                     runs a shell command inside, for 10 minutes at most, prints what it prints, exits with its status
#   virtual-host.sh api DIR PORT                       from now on 10.0.2.100:6443 inside is 127.0.0.1:PORT outside
#   virtual-host.sh reset DIR                          puts what is inside back as it was booted; fails when it cannot
#   virtual-host.sh down DIR                           ends it and removes what it made in DIR; KEEP=1 leaves that for a look, here and with `run`
#
#   node 0  0000:41:00.0 NVMe, SR-IOV, serial HCA0, its disk begins with marker-nvme0    0000:42:00.0 e1000e, 52:54:00:00:00:01
#   node 1  0000:81:00.0 NVMe, SR-IOV, serial HCA2, its disk begins with marker-nvme2    0000:82:00.0 e1000e, 52:54:00:00:00:03
#           0000:83:00.0 and .1 e1000e, 52:54:00:00:00:05 and :06, one card: both functions are in one IOMMU group
#
# An executable /run/libvirtd-wrapper inside is given libvirtd's command line whenever libvirtd is started, which it is whenever it ends: write one and kill
# libvirtd, and it runs under other conditions, such as a limit.
#
# Needs root and what tests/install-tools.sh installs. Everything listens on 127.0.0.1 only. MEM in the environment: memory in MiB, 3072 without it.
set -euo pipefail
usage="usage: virtual-host.sh run|up|sh|api|reset|down DIR ..."
self=$(realpath "$0") here=$(dirname "$(realpath "$0")")
verb=${1:?$usage} dir=$(realpath -m "${2:?$usage}")
# shellcheck source-path=SCRIPTDIR
. "$here/debian-kernel.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/emulator.sh"

fail() {
  printf 'virtual-host: %s\n' "$1" >&2
  exit 1
}

# The number of our QEMU if it runs. A process that merely got its number is not ours.
qemu() {
  local pid
  pid=$(cat "$dir/pid" 2>/dev/null) || return 1
  tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF "file:$dir/console.log" || return 1
  echo "$pid"
}

ended_within() {
  local steps=$(($2 * 20))
  while kill -0 "$1" 2>/dev/null; do
    [ $((steps--)) -gt 0 ] || return 1
    sleep 0.05
  done
}

# Nothing inside outlives the host, so it is not powered off but ended.
end_host() {
  local pid signal
  if pid=$(qemu); then
    for signal in TERM KILL; do
      kill -"$signal" "$pid" 2>/dev/null || true
      ! ended_within "$pid" 5 || break
    done
  fi
  [ -z "${KEEP:-}" ] || return 0
  rm -f "$dir"/{pid,ports,monitor,api-port,api.sh,nvme0.img,nvme2.img,console.log,qemu.log,capabilities}
  rmdir "$dir" 2>/dev/null || true
}

# Prints the name of a file in the cache that is made anew when anything changes that it is made of.
cached() {
  local inputs
  inputs=$(cat "$self" "$here/debian-kernel.sh" "$here"/virtual-host-{init,boot}.sh "$kernel_dir/version" && stat -Lc '%n %s %Z' "$(command -v libvirtd)" "$(command -v qemu-system-x86_64)")
  echo "$rig_cache/virtual-host-$1-$(sha256sum <<<"$inputs" | cut -c1-16)"
}

# The root that the kernel begins with, made once.
initramfs() {
  local scratch
  initramfs=$(cached initramfs)
  [ ! -e "$initramfs" ] || return 0
  exec 9>"$rig_cache/lock"
  flock 9
  scratch=$(mktemp -d "$rig_cache/initramfs.XXXXXX")
  copy_modules "$scratch/tree" root virtio_pci virtio_net 9p 9pnet_virtio overlay
  copy_modules "$scratch/tree" kvm kvm_amd
  copy_modules "$scratch/tree" nics e1000e
  copy_modules "$scratch/tree" nvmes nvme
  copy_modules "$scratch/tree" others vfio_pci vfio_iommu_type1 tun bridge crc32c_generic ext4
  mkdir -p "$scratch/tree"/{lower,overlay,new}
  cp "$here/virtual-host-boot.sh" "$scratch/tree/boot.sh"
  install -m 755 "$here/virtual-host-init.sh" "$scratch/tree/init"
  pack_initramfs "$scratch/tree" "$scratch/cpio"
  rm -f "$rig_cache"/virtual-host-*
  mv "$scratch/cpio" "$initramfs"
  rm -rf "$scratch"
  exec 9>&-
}

# libvirt's probes of QEMU take 8 s in emulation. What it found out is kept for the next boot; it looks itself whether that still holds.
keep_capabilities() {
  [ ! -e "$capabilities" ] || return 0
  bash "$self" sh "$dir" 'virsh -c qemu:///system capabilities >/dev/null && tar -c -C /var/cache/libvirt/qemu capabilities | base64' |
    base64 -d >"$dir/capabilities"
  mv "$dir/capabilities" "$capabilities"
}

# Starts QEMU; what is given is put before it.
start_qemu() {
  local n sriov=sriov_max_vfs=4,sriov_vq_flexible=8,sriov_vi_flexible=4,max_ioqpairs=10,msix_qsize=9 memory=${MEM:-3072}
  for n in 0 2; do
    truncate -s 64M "$dir/nvme$n.img"
    echo "marker-nvme$n" | dd of="$dir/nvme$n.img" conv=notrunc status=none
  done
  # shellcheck disable=SC2016 # for the shell that runs it
  printf '#!/bin/sh\nexec "%s" nc 127.0.0.1 "$(cat "%s")"\n' "$kernel_dir/busybox" "$dir/api-port" >"$dir/api.sh"
  chmod +x "$dir/api.sh"
  # Left out of the processor is what costs an emulated one more than it gives: deeper page tables, byte-wise string copies, wide vectors.
  local cpu=max,la57=off,erms=off,fsrm=off,avx=off,avx2=off,smap=off,smep=off
  # Time stamp counters are in step, whatever the kernel measures, and much cheaper to read than the HPET; nothing inside needs to be guarded.
  local kernel="console=ttyS0 quiet loglevel=4 panic=-1 intel_iommu=on iommu=pt hugepages=0:96,1:192 tsc=reliable no_timer_check mitigations=off nokaslr"
  kernel+=" vfio_pci.disable_idle_d3=1 init_on_alloc=0 random.trust_cpu=on cryptomgr.notests rig_cache=$rig_cache rig_capabilities=$capabilities"
  # Without event_idx neither the root's requests nor what is to be sent is ever left lying: README.md tells of the hangs that it was.
  # libvirtd takes its host's UUID from the firmware; where there is none it makes up another one each time that it starts.
  "$@" "${emulator[@]}" -name virtual-kvm-host -uuid "$(</proc/sys/kernel/random/uuid)" -nodefaults -display none -no-reboot -serial "file:$dir/console.log" \
    -monitor "unix:$dir/monitor,server=on,wait=off" \
    -machine q35 -accel tcg,thread=multi -cpu "$cpu" -smp 4,sockets=2,cores=2,threads=1 -m "$memory" \
    -object memory-backend-ram,id=m0,size=$((memory / 2))M -object memory-backend-ram,id=m1,size=$((memory / 2))M \
    -numa node,nodeid=0,cpus=0-1,memdev=m0 -numa node,nodeid=1,cpus=2-3,memdev=m1 -numa dist,src=0,dst=1,val=21 \
    -device intel-iommu,intremap=on,eim="$emulator_x2apic",caching-mode=on,device-iotlb=on,aw-bits=48 \
    -device pxb-pcie,id=pxb0,bus=pcie.0,addr=0x10,bus_nr=0x40,numa_node=0 -device pxb-pcie,id=pxb1,bus=pcie.0,addr=0x11,bus_nr=0x80,numa_node=1 \
    -device pcie-root-port,id=rp0,bus=pxb0,addr=0x0,chassis=10,slot=10 -device pcie-root-port,id=rp1,bus=pxb0,addr=0x1,chassis=11,slot=11 \
    -device pcie-root-port,id=rp2,bus=pxb1,addr=0x0,chassis=20,slot=20 -device pcie-root-port,id=rp3,bus=pxb1,addr=0x1,chassis=21,slot=21 \
    -device pcie-root-port,id=rp4,bus=pxb1,addr=0x2,chassis=22,slot=22 \
    -drive "if=none,id=d0,file=$dir/nvme0.img,format=raw" -drive "if=none,id=d2,file=$dir/nvme2.img,format=raw" \
    -device nvme-subsys,id=ss0,nqn=ss0 -device "nvme,id=nvme0,bus=rp0,serial=HCA0,subsys=ss0,$sriov" -device nvme-ns,drive=d0,bus=nvme0,nsid=1 \
    -device nvme-subsys,id=ss2,nqn=ss2 -device "nvme,id=nvme2,bus=rp2,serial=HCA2,subsys=ss2,$sriov" -device nvme-ns,drive=d2,bus=nvme2,nsid=1 \
    -netdev user,id=n1,restrict=on -device e1000e,romfile=,bus=rp1,netdev=n1,mac=52:54:00:00:00:01 \
    -netdev user,id=n3,restrict=on -device e1000e,romfile=,bus=rp3,netdev=n3,mac=52:54:00:00:00:03 \
    -netdev user,id=n5,restrict=on -device e1000e,romfile=,bus=rp4,netdev=n5,mac=52:54:00:00:00:05,addr=0.0,multifunction=on \
    -netdev user,id=n6,restrict=on -device e1000e,romfile=,bus=rp4,netdev=n6,mac=52:54:00:00:00:06,addr=0.1 \
    -netdev "user,id=mgmt,restrict=on,hostfwd=tcp:127.0.0.1:$port-:16509,hostfwd=tcp:127.0.0.1:$shell-:16510,guestfwd=tcp:10.0.2.100:6443-cmd:$dir/api.sh" \
    -device virtio-net-pci,romfile=,netdev=mgmt,bus=pcie.0,mac=52:54:00:00:00:aa,event_idx=off \
    -fsdev local,id=fs0,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=fs0,mount_tag=root,bus=pcie.0,event_idx=off \
    -kernel "$kernel_dir/vmlinux" -initrd "$initramfs" -append "$kernel" \
    </dev/null >"$dir/qemu.log" 2>&1 &
  echo $! >"$dir/pid"
}

boot() {
  [ "$(id -u)" -eq 0 ] || fail "needs root"
  ! qemu >/dev/null || fail "one runs in $dir already"
  port=${1:-16509} shell=${2:-16510}
  have_kernel
  have_emulator
  [[ $dir$rig_cache != *[,[:space:]]* ]] || fail "$dir and $rig_cache: folders without commas and blanks are needed"
  initramfs
  capabilities=$(cached capabilities)
  mkdir -p "$dir"
  rm -f "$dir/console.log"
  echo "$port $shell" >"$dir/ports"
}

await_libvirt() {
  local pid last=$SECONDS size=0 now
  pid=$(<"$dir/pid")
  until grep -q '^boot: .* ready' "$dir/console.log" 2>/dev/null; do
    # On a busy machine it takes long; what makes progress is waited for.
    now=$(stat -c %s "$dir/console.log" 2>/dev/null || echo 0)
    [ "$now" -eq "$size" ] || size=$now last=$SECONDS
    [ $((SECONDS - last)) -lt 300 ] || { tail -n 40 "$dir/console.log" >&2; fail "nothing came of its boot for 300 s"; }
    kill -0 "$pid" 2>/dev/null || { cat "$dir/qemu.log" >&2; tail -n 40 "$dir/console.log" >&2; fail "QEMU ended"; }
    # `run` ends with its input, also meanwhile; what reads longer than this has timed out (more than 128).
    if [ "$verb" = run ]; then
      now=0
      read -r -t 0.1 _ || now=$?
      [ "$now" -ne 1 ] || exit 1
    else
      sleep 0.1
    fi
  done
}

case $verb in
run)
  : "${3:?$usage}" "${4:?$usage}"
  boot "$3" "$4"
  trap end_host EXIT
  trap 'exit 1' INT TERM HUP
  start_qemu setpriv --pdeathsig KILL
  await_libvirt
  keep_capabilities
  echo "ready qemu+tcp://127.0.0.1:$port/system"
  while read -r _; do :; done
  ;;
up)
  boot "${3:-}" "${4:-}"
  trap end_host EXIT
  start_qemu setsid
  await_libvirt
  keep_capabilities
  trap - EXIT
  echo "qemu+tcp://127.0.0.1:$port/system"
  ;;
sh)
  read -r _ shell <"$dir/ports" || fail "no virtual host in $dir"
  exec python3 - "$shell" "${3:?$usage}" <<'PY'
import json, socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=610) as peer:
    peer.sendall(json.dumps({"command": sys.argv[2], "limit": 600}).encode() + b"\n")
    reply = json.loads(b"".join(iter(lambda: peer.recv(65536), b"")))
sys.stdout.write(reply["output"])
sys.stderr.write(reply["errors"])
sys.exit(reply["status"])
PY
  ;;
api)
  [[ ${3:?$usage} =~ ^[0-9]+$ ]] || fail "not a port: $3"
  echo "$3" >"$dir/api-port.new"
  mv "$dir/api-port.new" "$dir/api-port"
  ;;
reset) exec bash "$self" sh "$dir" "$(<"$here/virtual-host-reset.sh")" ;;
down) end_host ;;
*) fail "$usage" ;;
esac
