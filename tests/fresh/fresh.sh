#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The README's two commands in a system that has just been installed: no compiler, no Python, an
# empty cache, nothing of this machine's environment. Needs root, for the system is a chroot.
#
#	fresh.sh SUITE [COMMAND]	SUITE: bookworm, trixie, ...
#
# COMMAND instead of the two, for trying something by hand. The system stays in
# build/fresh/SUITE until it succeeded; FRESH_KEEP=1 keeps it for the next time.

set -eu

suite=${1:?usage: fresh.sh SUITE [COMMAND]}
command=${2:-make run && make test}
root=$(cd "$(dirname "$0")/../.." && pwd)
system=$root/build/fresh/$suite

die() {
	echo "fresh: $*" >&2
	exit 1
}

[ "$(id -u)" = 0 ] ||
	die "needs root, to install a system into a folder: sudo make test-fresh SUITE=$suite"
command -v debootstrap >/dev/null || die "needs the package debootstrap"

# The same mirror that this system uses
mirror=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
	sed -n 's/^Debian main //p' | grep -v -e security -e updates | head -n 1)
[ -n "$mirror" ] || die "cannot tell which Debian mirror this system uses"

unmount() {
	for folder in dev/pts dev proc sys; do
		if mountpoint -q "$system/$folder"; then
			umount "$system/$folder" 2>/dev/null || umount -l "$system/$folder"
		fi
	done
}
trap unmount EXIT
trap 'exit 130' INT TERM

if [ ! -e "$system/.complete" ]; then
	unmount
	rm -rf --one-file-system "$system"
	mkdir -p "$system"
	echo "fresh: installing $suite"
	debootstrap --variant=minbase --include=git,make,ca-certificates \
		"$suite" "$system" "$mirror" >"$root/build/fresh/$suite.log" 2>&1 ||
		die "debootstrap failed: see build/fresh/$suite.log"
	touch "$system/.complete"
fi

# How this machine reaches the mirror holds there too; the mirror itself with that suite.
cp -L /etc/resolv.conf /etc/hosts "$system/etc/"
cp -L /etc/apt/apt.conf.d/* "$system/etc/apt/apt.conf.d/"
echo "deb $mirror $suite main" >"$system/etc/apt/sources.list"

for folder in proc sys dev dev/pts; do
	mountpoint -q "$system/$folder" || mount --bind "/$folder" "$system/$folder"
done

rm -rf "$system/root/ukulele"
git clone -q "$root" "$system/root/ukulele"
echo "fresh: $suite: $command"
chroot "$system" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
	LANG=C.UTF-8 sh -c "cd /root/ukulele && $command"
echo "fresh: $suite: passed"
if [ -z "${FRESH_KEEP:-}" ]; then
	unmount
	rm -rf --one-file-system "$system"
fi
