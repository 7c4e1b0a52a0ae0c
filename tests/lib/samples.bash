# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Measurements in virtual machines. The script of a boot prints lines that begin with "sample".
# They are stored in build/, and evaluated when all boots are there. Source this file after
# tests/lib/vm.bash, from the top of the tree, with the name of the folder.

out=build/$1
dir=$(mktemp -d "${TMPDIR:-/tmp}/kmcontig-$1-XXXXXX") || exit
trap 'rm -rf "$dir"' EXIT
mkdir -p "$out" "$dir/packages"

# keep_samples NAME WHAT [ARGUMENT OF tests/vm/run]...: runs one boot and stores its samples. The
# guest gets the files in $dir/packages.
keep_samples() {
	step "$1: $2" tests/vm/run --install --plain --add "$dir/packages" "${@:3}" >"$dir/$1" ||
		{ tail -n 30 "$dir/$1" >&2 && die "boot $1 failed; its last lines are above"; }
	grep '^sample ' "$dir/$1" >"$out/$1"
}

# tabulate PROGRAM NAME...: prints the tables if the samples of all boots are there
tabulate() {
	local name
	for name in "${@:2}"; do
		[[ -e $out/$name ]] || { say "the tables also need the boot $name: run it" && exit; }
	done
	"$1" "$out"
}
