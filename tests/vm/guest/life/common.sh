# SPDX-License-Identifier: GPL-2.0
# What the scripts of this folder share: each takes an installation from Debian packages,
# which tests/packages/chroot has left in /root/packages, through a part of its life.
# shellcheck shell=bash disable=SC2034 # variables are for those who source this

guest=$(dirname "$0")/..
# shellcheck source=tests/vm/guest/lib.sh
. "$guest/lib.sh"
# shellcheck source=tests/vm/guest/kmcontig.sh
. "$guest/kmcontig.sh"
# shellcheck source=tests/packages/left.sh
. "$guest/../../packages/left.sh"

export DEBIAN_FRONTEND=noninteractive
unit=kmcontig-scrape.service

# packages VERSION NAME...: their files
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

# absent REASON: the journal's last word after the service starts anew is that
absent() {
	systemctl restart "$unit"
	wait_for 20 said_absent "$1"
}

# Since this boot.
said_absent() {
	[[ $(entries module-absent -b | field KMCONTIG_REASON) == "$1" ]]
}

# That a unit of ours, or one that it wants, has failed would make the boot degraded.
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
