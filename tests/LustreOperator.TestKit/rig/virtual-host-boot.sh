#!/bin/bash
# Process 1 of the virtual host once it has its root (see virtual-host.sh), which reaps: a command port, udev, libvirtd on TCP.
export HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
functions="41:00.0 42:00.0 81:00.0 82:00.0 83:00.0 83:00.1"
exec </dev/null >/dev/console 2>&1

step() {
  local uptime
  read -r uptime _ </proc/uptime
  echo "boot: $uptime s: $1"
}

step "root is mounted"
/lib/systemd/systemd-udevd --daemon
chown libvirt-qemu:kvm /var/lib/libvirt/qemu
udevadm trigger --subsystem-nomatch=tty --subsystem-nomatch=vc --subsystem-nomatch=memory --subsystem-nomatch=workqueue &
virtlogd -d

python3 -IS - <<'PY' &
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
server = Server(("0.0.0.0", 16510), Shell)
open("/run/command-port", "w").close()
server.serve_forever()
PY

exists() {
  local file
  for file; do [ -e "$file" ] || return 1; done
}

# Until all is there and libvirt tells over TCP of every function with its driver and its node.
await_functions() {
  local drivers=() commands="" function told
  for function in $functions; do
    drivers+=("/sys/bus/pci/devices/0000:$function/driver")
    commands+="nodedev-dumpxml pci_0000_${function//[:.]/_};"
  done
  until exists "${drivers[@]}"; do sleep 0.1; done
  step "functions have drivers"
  until exists /dev/vfio/vfio /dev/net/tun; do sleep 0.1; done
  step "modules are loaded"
  until exists /run/libvirt/libvirt-sock; do sleep 0.1; done
  step "libvirtd listens"
  until
    told=$(virsh -c qemu+tcp://127.0.0.1/system "$commands capabilities" 2>&1)
    [[ $(grep -c '<driver>' <<<"$told") -eq ${#drivers[@]} && $(grep -c '<numa node=' <<<"$told") -eq ${#drivers[@]} && $told == *"<cell id='1'>"* ]]
  do sleep 0.2; done
  step "libvirtd knows"
  udevadm settle
  until exists /run/command-port; do sleep 0.1; done
  step "ready"
}
await_functions &

printf 'listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\nauth_unix_rw = "none"\n' >/run/libvirtd.conf
# It looks for KVM when it starts.
until exists /dev/kvm; do sleep 0.1; done
while :; do
  wrapper=()
  [ ! -x /run/libvirtd-wrapper ] || wrapper=(/run/libvirtd-wrapper)
  step "libvirtd"
  "${wrapper[@]}" libvirtd --listen -f /run/libvirtd.conf --pid-file /run/libvirtd.pid &
  daemon=$!
  while kill -0 "$daemon" 2>/dev/null; do wait "$daemon"; done
  sleep 0.2
done
