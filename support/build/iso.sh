#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Makes a disk image that boots an application through GRUB: on machines with BIOS and
# with UEFI, as a CD and as a disk (written to a USB stick, say).
#
#	iso.sh IMAGE ISO [COMMAND LINE [INITRD]]
#
# GRUB shows no menu and waits for nothing. It gets only the modules that it uses, no
# fonts, no languages, no themes.

set -eu

fail() {
	printf 'iso: %s\n' "$*" >&2
	exit 1
}

[ $# -ge 2 ] || fail "usage: iso.sh IMAGE ISO [COMMAND LINE [INITRD]]"
image=$1
iso=$2
line=${3-}
initrd=${4-}
[ -f "$image" ] || fail "there is no image '$image': build it with make"

# Fedora and openSUSE call GRUB's second version by its number.
for mkrescue in grub-mkrescue grub2-mkrescue ''; do
	command -v "$mkrescue" >/dev/null 2>&1 && break
done
[ -n "$mkrescue" ] || fail "there is no grub-mkrescue: install GRUB's tools"

# grub-mkrescue quietly leaves out a firmware whose modules it does not find.
for modules in i386-pc x86_64-efi; do
	[ -d "/usr/lib/grub/$modules" ] || fail "there is no /usr/lib/grub/$modules:" \
		"install GRUB for both BIOS and UEFI (grub-pc-bin, grub-efi-amd64-bin)"
done

# The words of the command line, cut as lib/core/ukparam cuts them, each in single quotes
# for GRUB, which puts double quotes around those with a space when it hands them on. A
# backslash or a single quote would arrive with a backslash before it.
words=$(printf '%s\n' "$line" | awk '
	NR > 1 || /[\\'\'']/ || /""/ { exit 1 }
	{
		for (i = 1; i <= length($0); i++) {
			character = substr($0, i, 1)
			if (character == "\"")
				quoted = !quoted
			else if (character ~ /[ \t]/ && !quoted)
				gap = 1
			else {
				if (gap && word != "") {
					printf " '\''%s'\''", word
					word = ""
				}
				gap = 0
				word = word character
			}
		}
		if (word != "")
			printf " '\''%s'\''", word
	}') || fail "GRUB cannot pass on this command line: leave out backslashes, single" \
	"quotes, empty words and line breaks: $line"

folder=$(mktemp -d "${TMPDIR:-/tmp}/ukulele-iso.XXXXXX") ||
	fail "cannot write to ${TMPDIR:-/tmp}: make room there, or set TMPDIR"
trap 'rm -rf "$folder"; rm -f "$iso.partial"' EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$folder/tree/boot/grub"
cp "$image" "$folder/tree/boot/image"
cat >"$folder/tree/boot/grub/grub.cfg" <<END
serial --unit=0 --speed=115200
terminal_output serial
set gfxpayload=keep
multiboot2 /boot/image$words
${initrd:+module2 /boot/initrd}
boot
END
[ -z "$initrd" ] || cp "$initrd" "$folder/tree/boot/initrd"

# GRUB's own start under UEFI looks for every kind of partition table, and complains of
# those that it cannot look for.
tables=
for table in /usr/lib/grub/x86_64-efi/part_*.mod; do
	table=${table##*/}
	tables="$tables ${table%.mod}"
done

# xorriso says a great deal; it is shown when something went wrong.
if ! "$mkrescue" --output="$iso.partial" --compress=gz --fonts= --locales= --themes= \
	--install-modules="normal serial terminal multiboot2 boot$tables" \
	"$folder/tree" >"$folder/log" 2>&1; then
	tail -n 5 "$folder/log" >&2
	fail "grub-mkrescue could not make $iso (its last lines are above)"
fi
mv "$iso.partial" "$iso"
