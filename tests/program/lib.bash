# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Shared by the scripts in tests/program/: source it from the top of the
# checkout. It brings the TAP functions, and makes $dir, where $kmcontig is.

# shellcheck source=tests/vm/guest/lib.sh
. tests/vm/guest/lib.sh
# shellcheck disable=SC2034 # for lib.sh
kmcontig_rerun="make build/kmcontig build/unit/fake_tree && prove -v -e '' ${0#./}"

dir=$(mktemp -d "${TMPDIR:-/tmp}/kmcontig-program-XXXXXX") || exit
trap 'rm -rf "$dir"' EXIT
# Another user runs it, too, and may not get into the checkout.
chmod 755 "$dir"
kmcontig=$dir/kmcontig
cp build/kmcontig "$kmcontig" || exit

# fake NAME [refused]: makes $dir/NAME anew, which looks like /sys/kernel/kmcontig
fake() {
	rm -rf "${dir:?}/$1"
	build/unit/fake_tree "$dir/$1" ${2:+"$2"} || exit
}
