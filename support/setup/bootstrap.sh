#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Sees to it that what a make target needs is there; the first thing that `make` runs, on
# a fresh machine where there may be no python3 at all.
#
#	bootstrap.sh TARGET [COMPILER]
#
# Finds a Python that can run the build's tools (3.9 or later, with kconfiglib), installs
# one where there is none, writes its path to build/python, from where the Makefile takes
# it, and hands over to setup.py for the rest. PYTHON in the environment chooses
# another. Exit status 0: all is there; else one line on stderr has said what to do.

set -u

target=${1:?usage: bootstrap.sh TARGET [COMPILER]}
compiler=${2-}
here=$(cd "$(dirname "$0")" && pwd) || exit 1
note=$here/../../build/python

go_on() {
	exec "$1" "$here/setup.py" "$target" --cc "$compiler"
}

usable() {
	"$1" -c 'import sys, kconfiglib; sys.exit(sys.version_info < (3, 9))' \
		2>/dev/null
}

chosen=${PYTHON-}

# The answer of last time saves a start of Python on every make.
if [ -r "$note" ] && read -r python <"$note" && [ -x "$python" ] &&
	{ [ -z "$chosen" ] || [ "$(command -v "$chosen")" = "$python" ]; }; then
	go_on "$python"
fi

# The system's own comes first: it is the one that packages add modules to. The
# first on PATH may be another (a version manager's, a virtual environment's).
find_python() {
	for candidate in ${chosen:-/usr/bin/python3 python3}; do
		python=$(command -v "$candidate" 2>/dev/null) || continue
		usable "$python" && return 0
	done
	return 1
}

if ! find_python; then
	if [ -n "$chosen" ]; then
		echo "error: PYTHON=$chosen is not a Python 3.9 or later with the module" \
			"kconfiglib: unset PYTHON, or install kconfiglib for it" >&2
		exit 1
	fi
	# The package with kconfiglib has a name of its own on each distribution.
	packages="python3 python3-kconfiglib"
	if command -v pacman >/dev/null 2>&1; then
		packages="python python-kconfiglib"
	elif command -v apk >/dev/null 2>&1; then
		packages="python3 py3-kconfiglib"
	fi
	# shellcheck disable=SC2086 # a list of words is meant
	sh "$here/install.sh" "make $target" $packages || exit 1
	find_python || {
		echo "error: $packages are installed, but neither /usr/bin/python3 nor" \
			"the python3 on PATH is 3.9 or later with kconfiglib: set PYTHON" >&2
		exit 1
	}
fi

# Renamed into place, for two makes may do this at once.
if ! { mkdir -p "${note%/*}" && echo "$python" >"$note.$$" &&
	mv "$note.$$" "$note"; } 2>/dev/null; then
	echo "error: cannot write ${note%/*}: make the source folder writable, or" \
		"copy it to where it is" >&2
	exit 1
fi
go_on "$python"
