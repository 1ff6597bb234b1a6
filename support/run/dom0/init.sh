#!/bin/busybox sh
# SPDX-License-Identifier: BSD-3-Clause
# Process 1 of the emulated machine's dom0: loads modules, starts Xen's daemons, then runs the
# commands that the host sends (support/run/dom0.py). The kernel's command line sets shares=N, how
# many folders there are, and logs=none or guest, of the domains' consoles.

export PATH=/bin:/usr/bin:$(echo /usr/lib/xen-*/bin) LD_LIBRARY_PATH=/lib HOME=/
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
for module in /modules/*.ko; do
	insmod "$module" || echo "dom0: no module $module"
done
mount -t xenfs xenfs /proc/xen

xenstored --pid-file /run/xenstored.pid
# Each card of the machine and each network of the domains is one bridge.
ip link set lo up
for card in /sys/class/net/eth*; do
	[ -e "$card" ] || continue
	number=${card##*eth}
	brctl addbr "xenbr$number"
	ip link set "eth$number" up
	brctl addif "xenbr$number" "eth$number"
	ip link set "xenbr$number" up
done
share() {
	mkdir -p "$2"
	mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 "$1" "$2"
}
share host /host
number=0
while [ "$number" -lt "${shares:-0}" ]; do
	share "share$number" "/shares/$number"
	number=$((number + 1))
done
# QEMU does not start without a keyboard's map, even where it shows nothing.
mkdir -p /usr/share/qemu/keymaps
echo "map 0x409" >/usr/share/qemu/keymaps/en-us
until xenstore-read / >/dev/null 2>&1; do usleep 20000; done
xen-init-dom0 >/dev/null
xenconsoled --pid-file=/run/xenconsoled.pid --log="$logs" --log-dir=/var/log/xen/console

for port in /sys/class/virtio-ports/*; do
	case $(cat "$port/name") in
	commands) exec 3<>"/dev/${port##*/}" ;;
	input) exec 4<"/dev/${port##*/}" ;;
	output) exec 5>"/dev/${port##*/}" ;;
	esac
done
echo "dom0 is ready"
# A command is a line of base64; its answer "STATUS LENGTH" and that many bytes.
while :; do
	while read -r line <&3; do
		echo "$line" | base64 -d >/tmp/command
		sh /tmp/command >/tmp/answer 2>&1 </dev/null 3>&-
		status=$?
		{ echo "$status $(stat -c %s /tmp/answer)"; cat /tmp/answer; } >&3
	done
	usleep 20000 # nobody is at the other end
done
