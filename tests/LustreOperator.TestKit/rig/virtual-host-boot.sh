#!/bin/bash
# Runs inside the virtual KVM host as its process 1, which reaps (see virtual-host.sh): mounts, hugepages, udev, libvirtd on TCP, a command port.
export HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
functions="41:00.0 42:00.0 81:00.0 82:00.0 83:00.0 83:00.1"
exec </dev/null >/dev/console 2>&1

step() { read -r uptime _ </proc/uptime; echo "boot: $uptime s: $1"; }

step "root is mounted"
mkdir -p /dev/pts /dev/shm /dev/hugepages
mount -t devpts p /dev/pts
mount -t tmpfs s /dev/shm
mount -t hugetlbfs h /dev/hugepages
for folder in /run /tmp /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do mount -t tmpfs t "$folder"; done
mkdir -p /run/libvirt /run/lock /run/udev /var/lib/libvirt/{qemu,images,boot,dnsmasq} /var/log/libvirt/qemu
chmod 1777 /tmp
chmod 755 /var/lib/libvirt
chown libvirt-qemu:kvm /var/lib/libvirt/qemu
rm -rf /etc/libvirt/qemu/*.xml /etc/libvirt/qemu/autostart /etc/libvirt/storage /etc/libvirt/qemu/networks/autostart
mount -t cgroup2 c /sys/fs/cgroup
# Names are asked of nobody: an answer never comes, and libvirt asks for the host's with each domain that it starts.
hostname virtual-host
echo '127.0.0.1 localhost virtual-host' >/etc/hosts
rm -f /etc/resolv.conf
touch /etc/resolv.conf
ip link set lo up
for nic in /sys/class/net/*; do
  if [ "$(<"$nic/address")" = 52:54:00:00:00:aa ]; then
    ip addr add 10.0.2.15/24 dev "${nic##*/}"
    ip link set "${nic##*/}" up
  fi
done

step "command port"
python3 - <<'PY' &
import json, os, signal, socketserver, subprocess
class Shell(socketserver.StreamRequestHandler):
    """One command for each connection: a line {"command", "limit" in s} comes in, {"status", "output", "errors"} goes out."""
    def handle(self):
        asked = json.loads(self.rfile.readline())
        command = subprocess.Popen(["bash", "-c", asked["command"]], start_new_session=True, text=True, errors="replace",
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            output, errors = command.communicate(timeout=asked["limit"])
        except subprocess.TimeoutExpired:
            os.killpg(command.pid, signal.SIGKILL)
            output, errors = command.communicate()
            errors += f"killed after {asked['limit']} s\n"
        self.wfile.write(json.dumps({"status": command.returncode, "output": output, "errors": errors}).encode())
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
Server(("0.0.0.0", 16510), Shell).serve_forever()
PY

echo 96 >/sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages
echo 192 >/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages
step "udev"
/lib/systemd/systemd-udevd --daemon
udevadm trigger
step "udev settled"
chmod 666 /dev/kvm
printf 'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\nauth_unix_rw = "none"\n' >/run/libvirtd.conf
virtlogd -d

# Until libvirt tells of every function with its driver and its node.
await_functions() {
  local function told
  for function in $functions; do
    function=${function//[:.]/_}
    until told=$(virsh -c qemu:///system nodedev-dumpxml "pci_0000_$function" 2>/dev/null) && [[ $told == *"<driver>"* && $told == *"<numa node="* ]]; do sleep 0.2; done
    step "libvirt knows $function"
  done
  udevadm settle
  step "ready"
  echo ready >/run/virtual-host-ready
}
await_functions &

while :; do
  wrapper=()
  [ ! -x /run/libvirtd-wrapper ] || wrapper=(/run/libvirtd-wrapper)
  step "libvirtd"
  "${wrapper[@]}" libvirtd --listen -f /run/libvirtd.conf --pid-file /run/libvirtd.pid &
  daemon=$!
  while kill -0 "$daemon" 2>/dev/null; do wait "$daemon"; done
  sleep 0.2
done
