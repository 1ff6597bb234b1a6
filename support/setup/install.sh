#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Installs distribution packages, or says in one line which ones to install.
#
#	install.sh REASON PACKAGE...
#
# The one place that runs a package manager: bootstrap.sh calls it when there is
# not even a python3, setup.py for everything else. It acts only as root or with a sudo
# that asks for no password, and only through apt-get; anybody else gets the
# command to type. Everything it prints goes to stderr.
#
# Exit status: 0 installed, 1 not installed (the reason has been printed).

set -u

say() { printf '%s\n' "$*" >&2; }

reason=$1
shift
packages=$*

manager=
for candidate in apt-get dnf pacman apk zypper; do
	if command -v "$candidate" >/dev/null 2>&1; then
		manager=$candidate
		break
	fi
done

case $manager in
apt-get) by_hand="apt-get install --no-install-recommends $packages" ;;
dnf) by_hand="dnf install $packages" ;;
pacman) by_hand="pacman -S --needed $packages" ;;
apk) by_hand="apk add $packages" ;;
zypper) by_hand="zypper install $packages" ;;
*)
	say "error: $reason needs packages that are missing, and no package manager" \
		"is known here; install what provides: $packages"
	exit 1
	;;
esac

as_root=
if [ "$(id -u)" -ne 0 ]; then
	by_hand="sudo $by_hand"
	if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
		as_root="sudo -n"
	else
		say "error: $reason needs packages that only root can install:" \
			"run '$by_hand'"
		exit 1
	fi
fi
if [ "$manager" != apt-get ]; then
	say "error: $reason needs packages that are missing: run '$by_hand'"
	exit 1
fi

log=$(mktemp "${TMPDIR:-/tmp}/ukulele-setup.XXXXXX") || {
	say "error: cannot write to ${TMPDIR:-/tmp}: make room there, or set TMPDIR"
	exit 1
}
ticker=
trap '[ -z "$ticker" ] || kill "$ticker" 2>/dev/null; rm -f "$log"' EXIT
trap 'exit 1' HUP INT TERM

say "installing for $reason: $packages"

# A long silence looks like a hang.
(
	# Ends by itself, too: a signal that meets a subshell just forked can get lost.
	seconds=0
	while sleep 1 && kill -0 $$ 2>/dev/null; do
		seconds=$((seconds + 1))
		[ $((seconds % 20)) -ne 0 ] || say "  still installing ($seconds s)"
	done
) </dev/null >/dev/null &
ticker=$!

apt() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 \
		"$@" </dev/null >>"$log" 2>&1
}

install_all() {
	# shellcheck disable=SC2086 # a list of words is meant
	apt install --no-install-recommends $packages
}

have_lists() {
	for list in /var/lib/apt/lists/*_Packages*; do
		[ -e "$list" ] && return 0
	done
	return 1
}

# Lists that are absent, or so old that the mirror has dropped what they name,
# both end in a failed install: fetch them and try again.
if have_lists && install_all; then
	exit 0
fi
apt update
: >>"$log"
if install_all; then
	exit 0
fi

why=$(sed -n 's/^E: *//p' "$log" | tail -n 1)
say "error: apt-get could not install $packages (${why:-no reason given}):" \
	"check the network, then run '$by_hand'"
exit 1
