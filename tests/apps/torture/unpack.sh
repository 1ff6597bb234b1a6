#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The folder of the compiler's sources that holds these programs, out of the tarball within the
# pinned one: unpack.sh CACHE FOLDER. The folder is whole, or not there.
set -eu
here=$(dirname "$(realpath "$0")")
cache=$1
folder=$2
tarball=$cache/sources/$(sed -n 's/^file: //p' "$here/sources.txt")
inner='*/gcc-*-dfsg.tar.xz'
programs=gcc/testsuite/gcc.c-torture/execute

mkdir -p "$cache/unpacked"
exec 9>"$folder.lock"
flock 9
[ ! -f "$folder/.complete" ] || exit 0
"$PYTHON" "$here/../../../support/fetch/fetch.py" gcc-torture
rm -rf "$folder" "$folder.part"
mkdir "$folder.part"
tar -xzOf "$tarball" --wildcards "$inner" |
	tar -xJf - -C "$folder.part" --strip-components=5 --no-same-owner --wildcards "*/$programs"
[ -f "$folder.part/20000112-1.c" ] || {
	echo "$tarball has no $programs: is it another version's?" >&2
	exit 1
}
touch "$folder.part/.complete"
mv "$folder.part" "$folder"
