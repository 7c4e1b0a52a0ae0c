# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Measurements in machines: boots whose scripts print lines that begin with "sample", kept
# in build/, and tables of them once all boots are there. Source it after
# tests/vm/lib.bash, from the top of the tree, with the name of the folder.

out=build/$1
dir=$(mktemp -d "${TMPDIR:-/tmp}/kmcontig-$1-XXXXXX") || exit
trap 'rm -rf "$dir"' EXIT
mkdir -p "$out" "$dir/packages"

# keep_samples NAME WHAT [ARGUMENT OF tests/vm/run]...: one boot. What is in
# $dir/packages is there, too.
keep_samples() {
	step "$1: $2" tests/vm/run --install --plain --add "$dir/packages" "${@:3}" >"$dir/$1" ||
		{ tail -n 30 "$dir/$1" >&2 && die "$1 was not seen to its end"; }
	grep '^sample ' "$dir/$1" >"$out/$1"
}

# tabulate PROGRAM NAME...: its tables, unless one of the boots is missing
tabulate() {
	local name
	for name in "${@:2}"; do
		[[ -e $out/$name ]] || { say "for the tables there is still to run: $name" && exit; }
	done
	"$1" "$out"
}
