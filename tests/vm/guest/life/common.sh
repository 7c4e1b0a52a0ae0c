# SPDX-License-Identifier: GPL-2.0
# Functions for the scripts in this folder. Each script tests a part of the life of an installation
# from Debian packages. tests/packages/chroot has put the packages into /root/packages.
# shellcheck shell=bash disable=SC2034 # variables are for those who source this

guest=$(dirname "$0")/..
# shellcheck source=tests/lib/tap.sh
. "$guest/../../lib/tap.sh"
# shellcheck source=tests/lib/guest.sh
. "$guest/../../lib/guest.sh"
# shellcheck source=tests/lib/left.sh
. "$guest/../../lib/left.sh"

export DEBIAN_FRONTEND=noninteractive
unit=kmcontig-scrape.service

# packages VERSION NAME...: prints the files of the packages
packages() {
	local name
	for name in "${@:2}"; do
		echo /root/packages/"${name}_$1"_*.deb
	done
}

service() {
	systemctl show -p "$1" --value "$unit"
}

summaries_of() {
	have 1 summary "KMCONTIG_LOAD_ID=$1"
}

# absent REASON: the service starts again and logs that the module is absent for that reason
absent() {
	systemctl restart "$unit"
	wait_for 20 said_absent "$1"
}

# Only entries of this boot count.
said_absent() {
	[[ $(entries module-absent -b | field KMCONTIG_REASON) == "$1" ]]
}

# A failed unit of kmcontig, or of its dependencies, would make the boot degraded.
failed_units() {
	systemctl list-units --failed --no-legend 'modprobe@*' 'kmcontig*' 'dkms*'
}

# Calls boot_1 in the first boot, boot_2 in the second, and so on.
this_boot() {
	local n
	n=$(($(cat /root/boots 2>/dev/null) + 1))
	echo "$n" >/root/boots
	sync
	diag "boot $n, Linux $(uname -r)"
	"boot_$n"
}
