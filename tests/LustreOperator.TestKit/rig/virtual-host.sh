#!/bin/bash
# A virtual KVM host for tests: QEMU in software emulation gives a machine with two sockets, two NUMA nodes with hugepages, an IOMMU, PCIe functions behind
# each node, /dev/kvm (AMD SVM is emulated too) and a real libvirtd on qemu+tcp://127.0.0.1:LIBVIRT_PORT/system. The root inside is this machine's, read-only
# over 9p, under an overlay in memory; /tmp, /run and libvirt's folders are empty inside, and /outside is this machine's root as it is. README.md tells more.
#
#   virtual-host.sh run DIR LIBVIRT_PORT SHELL_PORT    boots one, prints "ready URI", and ends it when standard input ends or this process dies
#   virtual-host.sh up DIR [LIBVIRT_PORT SHELL_PORT]   boots one that lives until `down`, prints its URI
#   virtual-host.sh sh DIR COMMAND                     runs a shell command inside, for 10 minutes at most, prints what it prints, exits with its status
#   virtual-host.sh api DIR PORT                       from now on 10.0.2.100:6443 inside is 127.0.0.1:PORT outside
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
usage="usage: virtual-host.sh run|up|sh|api|down DIR ..."
self=$(realpath "$0") here=$(dirname "$(realpath "$0")")
verb=${1:?$usage} dir=$(realpath -m "${2:?$usage}")
# shellcheck source-path=SCRIPTDIR
. "$here/debian-kernel.sh"

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
  rm -f "$dir"/{pid,ports,api-port,api.sh,nvme0.img,nvme2.img,console.log,qemu.log}
  rmdir "$dir" 2>/dev/null || true
}

# The initramfs for this kernel, boot script and module list, made once.
initramfs() {
  local modules=(virtio_pci virtio_net 9p 9pnet_virtio overlay nvme e1000e vfio vfio_pci vfio_iommu_type1 kvm_amd tun bridge crc32c_generic ext4) scratch
  initramfs=$rig_cache/virtual-host-$(cat "$self" "$here/debian-kernel.sh" "$here/virtual-host-boot.sh" "$kernel_dir/version" | sha256sum | cut -c1-16).cpio
  [ ! -e "$initramfs" ] || return 0
  exec 9>"$rig_cache/lock"
  flock 9
  scratch=$(mktemp -d "$rig_cache/initramfs.XXXXXX")
  copy_modules "$scratch/tree" "${modules[@]}"
  mkdir -p "$scratch/tree"/{lower,overlay,new}
  cp "$here/virtual-host-boot.sh" "$scratch/tree/boot.sh"
  cat >"$scratch/tree/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc p /proc
mount -t sysfs s /sys
mount -t devtmpfs d /dev
while read -r module; do insmod "/modules/$module"; done </modules/order
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 root /lower
mount -t tmpfs -o size=900m t /overlay
mkdir /overlay/u /overlay/w
mount -t overlay -o lowerdir=/lower,upperdir=/overlay/u,workdir=/overlay/w o /new
mkdir /new/outside
mount --move /lower /new/outside
for d in proc sys dev; do mount --move "/$d" "/new/$d"; done
cp -r /boot.sh /modules /new/
exec switch_root /new /bin/bash /boot.sh
INIT
  chmod +x "$scratch/tree/init"
  pack_initramfs "$scratch/tree" "$scratch/cpio"
  rm -f "$rig_cache"/virtual-host-*.cpio
  mv "$scratch/cpio" "$initramfs"
  rm -rf "$scratch"
  exec 9>&-
}

# Starts QEMU; what is given is put before it.
start_qemu() {
  local n sriov=sriov_max_vfs=4,sriov_vq_flexible=8,sriov_vi_flexible=4,max_ioqpairs=10,msix_qsize=9 memory=${MEM:-3072}
  for n in 0 2; do
    truncate -s 64M "$dir/nvme$n.img"
    echo "marker-nvme$n" | dd of="$dir/nvme$n.img" conv=notrunc status=none
  done
  printf '#!/bin/sh\nexec "%s" nc 127.0.0.1 "$(cat "%s")"\n' "$kernel_dir/busybox" "$dir/api-port" >"$dir/api.sh"
  chmod +x "$dir/api.sh"
  "$@" qemu-system-x86_64 -name virtual-kvm-host -nodefaults -display none -no-reboot -serial "file:$dir/console.log" \
    -machine q35 -accel tcg,thread=multi -cpu max -smp 4,sockets=2,cores=2,threads=1 -m "$memory" \
    -object memory-backend-ram,id=m0,size=$((memory / 2))M -object memory-backend-ram,id=m1,size=$((memory / 2))M \
    -numa node,nodeid=0,cpus=0-1,memdev=m0 -numa node,nodeid=1,cpus=2-3,memdev=m1 -numa dist,src=0,dst=1,val=21 \
    -device intel-iommu,intremap=on,caching-mode=on,device-iotlb=on,aw-bits=48 \
    -device pxb-pcie,id=pxb0,bus=pcie.0,addr=0x10,bus_nr=0x40,numa_node=0 -device pxb-pcie,id=pxb1,bus=pcie.0,addr=0x11,bus_nr=0x80,numa_node=1 \
    -device pcie-root-port,id=rp0,bus=pxb0,addr=0x0,chassis=10,slot=10 -device pcie-root-port,id=rp1,bus=pxb0,addr=0x1,chassis=11,slot=11 \
    -device pcie-root-port,id=rp2,bus=pxb1,addr=0x0,chassis=20,slot=20 -device pcie-root-port,id=rp3,bus=pxb1,addr=0x1,chassis=21,slot=21 \
    -device pcie-root-port,id=rp4,bus=pxb1,addr=0x2,chassis=22,slot=22 \
    -drive "if=none,id=d0,file=$dir/nvme0.img,format=raw" -drive "if=none,id=d2,file=$dir/nvme2.img,format=raw" \
    -device nvme-subsys,id=ss0,nqn=ss0 -device "nvme,id=nvme0,bus=rp0,serial=HCA0,subsys=ss0,$sriov" -device nvme-ns,drive=d0,bus=nvme0,nsid=1 \
    -device nvme-subsys,id=ss2,nqn=ss2 -device "nvme,id=nvme2,bus=rp2,serial=HCA2,subsys=ss2,$sriov" -device nvme-ns,drive=d2,bus=nvme2,nsid=1 \
    -netdev user,id=n1,restrict=on -device e1000e,bus=rp1,netdev=n1,mac=52:54:00:00:00:01 \
    -netdev user,id=n3,restrict=on -device e1000e,bus=rp3,netdev=n3,mac=52:54:00:00:00:03 \
    -netdev user,id=n5,restrict=on -device e1000e,bus=rp4,netdev=n5,mac=52:54:00:00:00:05,addr=0.0,multifunction=on \
    -netdev user,id=n6,restrict=on -device e1000e,bus=rp4,netdev=n6,mac=52:54:00:00:00:06,addr=0.1 \
    -netdev "user,id=mgmt,restrict=on,hostfwd=tcp:127.0.0.1:$port-:16509,hostfwd=tcp:127.0.0.1:$shell-:16510,guestfwd=tcp:10.0.2.100:6443-cmd:$dir/api.sh" \
    -device virtio-net-pci,netdev=mgmt,bus=pcie.0,mac=52:54:00:00:00:aa \
    -fsdev local,id=fs0,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=fs0,mount_tag=root,bus=pcie.0 \
    -kernel "$kernel_dir/vmlinuz" -initrd "$initramfs" -append "console=ttyS0 intel_iommu=on iommu=pt quiet loglevel=4 panic=-1" \
    </dev/null >"$dir/qemu.log" 2>&1 &
  echo $! >"$dir/pid"
}

boot() {
  [[ $dir != *[,[:space:]]* ]] || fail "$dir: a folder without commas and blanks is needed"
  [ "$(id -u)" -eq 0 ] || fail "needs root"
  ! qemu >/dev/null || fail "one runs in $dir already"
  port=${1:-16509} shell=${2:-16510}
  have_kernel
  initramfs
  mkdir -p "$dir"
  echo "$port $shell" >"$dir/ports"
}

await_libvirt() {
  local deadline=$((SECONDS + 180)) pid
  pid=$(<"$dir/pid")
  while [ "$SECONDS" -lt "$deadline" ]; do
    [ "$(bash "$self" sh "$dir" 'cat /run/virtual-host-ready' 2>/dev/null)" != ready ] || return 0
    kill -0 "$pid" 2>/dev/null || { cat "$dir/qemu.log" >&2; tail -n 40 "$dir/console.log" >&2; fail "QEMU ended"; }
    sleep 0.2
  done
  tail -n 40 "$dir/console.log" >&2
  fail "libvirtd did not answer within 180 s"
}

case $verb in
run)
  : "${3:?$usage}" "${4:?$usage}"
  boot "$3" "$4"
  trap end_host EXIT
  trap 'exit 1' INT TERM HUP
  start_qemu setpriv --pdeathsig KILL
  await_libvirt
  echo "ready qemu+tcp://127.0.0.1:$port/system"
  while read -r _; do :; done
  ;;
up)
  boot "${3:-}" "${4:-}"
  trap end_host EXIT
  start_qemu setsid
  await_libvirt
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
down) end_host ;;
*) fail "$usage" ;;
esac
