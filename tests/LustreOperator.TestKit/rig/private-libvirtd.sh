#!/bin/bash
# A private libvirtd for tests: real QEMU in software emulation, in mount, process and network namespaces of its own, with state of its own.
#
#   private-libvirtd.sh DIR PREFIX [LOCALE]
#
# With a locale (de_DE.UTF-8) libvirtd speaks its language, by Debian's translations (libvirt-l10n) and a locale that is made here (locales).
#
# Prints "ready" when qemu+unix:///system?socket=DIR/libvirt-sock answers, and the number of the namespaces' first process after it. Lives
# until its standard input ends, so that it ends with whoever started it, however that one ended; then everything inside is killed and DIR is
# removed. libvirtd is started again whenever it dies, so a test may kill it. The cgroups are the machine's own: give the domains names that
# begin with PREFIX, and what is left of their cgroups is removed too.
#
# Needs root, libvirt-daemon-system, qemu-system-x86 and iproute2. There is no /dev/kvm inside: where it exists and cannot be used, libvirt probes QEMU
# again and again, for a minute per definition. Something that reaps must be process 1: libvirt waits for its probes to be gone.
set -euo pipefail
dir=$(realpath -m "${1:?a folder}") prefix=${2:?a prefix for domain names} locale=${3:-}
mkdir -p "$dir/locale"
[[ -z $locale ]] || localedef -i "${locale%%.*}" -f "${locale#*.}" "$dir/locale/$locale"

cat >"$dir/libvirtd.conf" <<CONF
unix_sock_dir = "$dir"
unix_sock_rw_perms = "0777"
auth_unix_rw = "none"
log_filters = "3:*"
log_outputs = "1:file:$dir/libvirtd.log"
CONF

cat >"$dir/inside.sh" <<'INSIDE'
set -euo pipefail
dir=$1 locale=$2
mount --make-rprivate /
for path in /run /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do mkdir -p "$path"; mount -t tmpfs none "$path"; done
mkdir -p /run/libvirt /run/lock /var/lib/libvirt/{qemu,images,boot,dnsmasq,network,swtpm,sanlock} /var/log/libvirt/qemu
chown libvirt-qemu:kvm /var/lib/libvirt/qemu
chmod 755 /var/lib/libvirt
mkdir -p /run/etc
cp -a /etc/libvirt/. /run/etc/
rm -rf /run/etc/qemu/*.xml /run/etc/qemu/autostart /run/etc/qemu/networks/*.xml /run/etc/qemu/networks/autostart /run/etc/storage/*
mount --bind /run/etc /etc/libvirt
dev=/run/dev
mkdir "$dev"
mount -t tmpfs -o mode=755 none "$dev"
for node in null zero full random urandom tty; do touch "$dev/$node"; mount --bind "/dev/$node" "$dev/$node"; done
mkdir "$dev/pts" "$dev/shm" "$dev/net" "$dev/hugepages"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 none "$dev/pts"
ln -s pts/ptmx "$dev/ptmx"
mount -t tmpfs none "$dev/shm"
if [ -e /dev/net/tun ]; then touch "$dev/net/tun"; mount --bind /dev/net/tun "$dev/net/tun"; fi
ln -s /proc/self/fd "$dev/fd"
mount --move "$dev" /dev
ip link set lo up
virtlogd -d
set +e
while :; do
  env ${locale:+LC_ALL="$locale" LOCPATH="$dir/locale"} libvirtd -f "$dir/libvirtd.conf" --pid-file /run/libvirtd.pid &
  while kill -0 $! 2>/dev/null; do wait $!; done
  sleep 0.2
done
INSIDE

# Killed in any way, this script takes the namespaces along: each link of the chain dies with the one before.
setpriv --pdeathsig KILL unshare --mount --pid --fork --net --mount-proc --kill-child bash "$dir/inside.sh" "$dir" "$locale" </dev/null >"$dir/inside.log" 2>&1 &
outside=$!

end() {
  trap - EXIT
  kill -KILL "$outside" 2>/dev/null || true
  wait "$outside" 2>/dev/null || true
  for _ in {1..100}; do [ -e "/proc/${first:-none}" ] || break; sleep 0.05; done
  find /sys/fs/cgroup -depth -type d -path "*/qemu-*-$prefix*" -exec rmdir {} + 2>/dev/null || true
  rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

for _ in {1..2400}; do
  if virsh -c "qemu+unix:///system?socket=$dir/libvirt-sock" uri >/dev/null 2>&1; then
    first=$(<"/proc/$outside/task/$outside/children") first=${first%% *}
    echo "ready $first"
    cat >/dev/null
    exit 0
  fi
  kill -0 "$outside" 2>/dev/null || break
  sleep 0.05
done
cat "$dir/inside.log" "$dir/libvirtd.log" >&2 || true
exit 1
