# SPDX-License-Identifier: GPL-2.0
# What a round does to a fake tree; for tests/program/fake_run.c, in the tree.
# shellcheck shell=sh

# What was written to `run`, a line each time.
name=$(basename "$PWD")
echo "$1" >>"../$name.rounds"

# ended: one more round has ended
ended() {
	echo "$(($(cat rounds) + 1))" >rounds
	date +%s.%N >last_round
}

# tried: each size was tried at the highest effort
tried() {
	for effort in node*/kmalloc-*/retry_mayfail; do
		read -r first rest <"$effort/latency_ns_buckets"
		echo "$((first + 1)) $rest" >"$effort/latency_ns_buckets"
	done
}

# states FILE: sets the states of sizes that are in FILE, if there is one: "node0/kmalloc-4k free"
states() {
	[ ! -e "$1" ] || while read -r size state; do
		echo "$state" >"$size/state"
	done <"$1"
}

# round: as the module's. The states of an audit are in NAME.audit, those of the configured
# effort in NAME.configured.
round() {
	if [ "$word" = 1 ]; then
		states "../$name.configured"
	else
		tried
		states "../$name.audit"
	fi
	ended
}

# first: is it the first time that this is written?
first() {
	[ "$(grep -cx "$word" "../$name.rounds")" = 1 ]
}

word=$1
