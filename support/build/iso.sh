#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Makes a disk image that boots an application through GRUB: on machines with BIOS and with
# UEFI, as a CD and as a disk (written to a USB stick, say).
#
#	iso.sh IMAGE ISO [COMMAND LINE]
#
# GRUB asks nothing and waits for nothing. It gets only the modules that it uses, no
# fonts, no languages, no themes. It talks to the first serial port and to the screen.

set -eu

fail() {
	echo "iso: $*" >&2
	exit 1
}

[ $# -ge 2 ] || fail "usage: iso.sh IMAGE ISO [COMMAND LINE]"
image=$1
iso=$2
line=${3-}
[ -f "$image" ] || fail "there is no image '$image': build it first, with make"

# Everything GRUB needs, and one that can be absent is an ISO that does not boot.
modules="multiboot2 normal serial terminal part_msdos part_gpt iso9660 fat"
bios="biosdisk"
uefi="efi_gop efi_uga"

# What stands between single quotes reaches the image as it is, but for a quote itself.
quote=$(printf %s "$line" | sed "s/'/'\\\\''/g")
case $line in
*"
"*) fail "the command line may not have a line break" ;;
esac

# Found where distributions put it: one name on Debian, another on Fedora.
for mkrescue in grub-mkrescue grub2-mkrescue; do
	command -v "$mkrescue" >/dev/null 2>&1 && break
	mkrescue=
done
[ -n "$mkrescue" ] || fail "grub-mkrescue is missing: install GRUB's tools"

folder=$(mktemp -d "${TMPDIR:-/tmp}/ukulele-iso.XXXXXX") ||
	fail "cannot write to ${TMPDIR:-/tmp}: make room there, or set TMPDIR"
trap 'rm -rf "$folder"; rm -f "$iso.partial"' EXIT
trap 'exit 1' HUP INT TERM
