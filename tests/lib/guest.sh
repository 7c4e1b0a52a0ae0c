# SPDX-License-Identifier: GPL-2.0
# What the parts of the suite share: the module's files, and memory on demand.
# Sourced by tests/vm/guest/suite after lib.sh.
# shellcheck shell=bash disable=SC2034 # variables are for those who source this

K=/sys/kernel/kmcontig
top=/root/kmcontig
tools=$top/build/tools
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' "$top/dkms.conf")
aggressor=$top/tests/aggressor/aggressor.ko
naive=$top/tests/naive/naive.ko
looker=$top/tests/looker/looker.ko

T=/sys/kernel/tracing
[[ -e $T/trace ]] || mount -t tracefs tracefs "$T"
# Room for the events of a thousand rounds; now, not in the midst of an experiment.
echo 16384 >"$T/buffer_size_kb"

# Rounds only when a test asks for one, unless it says otherwise.
quiet=(enabled=0 duty_ppm=1000000)

value() {
	cat "$K/$1"
}

load() {
	modprobe kmcontig "${quiet[@]}" "$@"
}

reload() {
	rmmod kmcontig 2>/dev/null || true
	load "$@"
}

# counted FILE N: the counter has come that far
counted() {
	[[ $(value "$1") -ge $2 ]]
}

# One round, of EFFORT if one is named. In a process of its own: the shell's would
# get SIGCHLD from a background job, and a signal ends the write.
round() {
	/bin/echo "${1:-1}" >"$K/run"
}

# trace_on EVENT...: from an empty buffer on. trace_off: what was recorded stays.
trace_on() {
	local event
	: >"$T/trace"
	for event; do
		echo 1 >"$T/events/$event/enable"
	done
}

trace_off() {
	echo 0 >"$T/events/enable"
}

# probe_events EFFORT: a round's events of the module's tracepoint, as the trace has
# them.
probe_events() {
	trace_on kmcontig/kmcontig_probe
	round "$1"
	trace_off
	grep kmcontig_probe: "$T/trace"
}

# In a process of its own, as above.
rounds() {
	sh -c 'i=0; while [ $i -lt "$1" ]; do echo "$2" >"$3" || exit; i=$((i + 1)); done' \
		- "$1" "${2:-1}" "$K/run"
}

# All that is allocated and freed in kernel memory, by the names of any version.
kmem=()
for event in kmalloc kmalloc_node kmem_cache_alloc kmem_cache_alloc_node kfree kmem_cache_free; do
	[[ ! -e $T/events/kmem/$event ]] || kmem+=("kmem/$event")
done

# kept_by PID [SINCE]: bytes that the task allocated, by the trace of $kmem, and nobody
# freed; from a line on that matches SINCE
kept_by() {
	awk -v task="-$1\$" -v since="${2:-.}" '
		$0 ~ since { begun = 1 }
		!begun || !match($0, /ptr=[0-9a-fx]+/) { next }
		{ ptr = substr($0, RSTART, RLENGTH) }
		/ (kfree|kmem_cache_free): / { delete kept[ptr]; next }
		$1 ~ task && match($0, /bytes_alloc=[0-9]+/) {
			kept[ptr] = substr($0, RSTART + 12, RLENGTH - 12)
		}
		END { for (ptr in kept) sum += kept[ptr]; print sum + 0 }' "$T/trace"
}

sizes=(4k 8k 16k 32k 64k 128k 256k 512k 1M 2M 4M)

# Every size's state, largest last: "4k=free 8k=free …"
states() {
	local node=${1:-0} size dir
	for size in "${sizes[@]}"; do
		dir=$K/node$node/kmalloc-$size
		[[ ! -e $dir ]] || printf '%s=%s ' "$size" "$(<"$dir/state")"
	done
}

# Free memory in large blocks, as on a host that has just booted.
defragment() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	echo 1 >/proc/sys/vm/compact_memory
}

# Unmovable fragmentation: what no compaction undoes.
fragment() {
	local parameters=/sys/module/aggressor/parameters kept=0
	# What can be moved is not to be moved later, by kcompactd.
	sysctl -q vm.compaction_proactiveness=0 vm.watermark_boost_factor=0
	defragment
	insmod "$aggressor" "$@"
	for _ in {1..8}; do
		[[ $(<$parameters/nr_kept) != "$kept" ]] || break
		kept=$(<$parameters/nr_kept)
		echo 1 >/proc/sys/vm/compact_memory
		echo 1 >$parameters/again
	done
	diag "aggressor: $(<$parameters/nr_kept) pages kept"
	echo 1 >$parameters/finish
}

release() {
	rmmod aggressor
	defragment
}

# hold_movable RESERVE_MIB [SEED]: fill memory with pages that can be moved, and free
# half of them; let_go: the others, too
hold_movable() {
	# The tests are spared by the OOM killer; what fills memory must not be.
	: >/tmp/movable
	choom -n 0 -- "$tools/movable" "$@" >>/tmp/movable &
	movable_pid=$!
	wait_for 600 grep -q ready /tmp/movable
}

let_go() {
	kill "$movable_pid"
	wait "$movable_pid" 2>/dev/null
}

# Movable fragmentation: most memory is free in single pages, and compaction can
# make large blocks of it; the blocks that are still free are taken away.
fragment_movably() {
	# Nor is it made before anyone asks: by kcompactd, woken by kswapd.
	sysctl -q vm.compaction_proactiveness=0 vm.watermark_boost_factor=0
	defragment
	hold_movable 64
	# shellcheck disable=SC2119
	take_large_blocks
}

# take_large_blocks [NAME=VALUE]...: of the aggressor. Also those that kcompactd has made
# meanwhile: any small allocation may wake it.
# shellcheck disable=SC2120 # the study passes some
take_large_blocks() {
	rmmod aggressor 2>/dev/null
	insmod "$aggressor" keep=1 "$@"
}

release_movable() {
	let_go
	release
}

# free_blocks: leaves in $blocks how many there are of each order, all zones together. No
# program runs: where memory is scarce, that alone changes it.
free_blocks() {
	local fields order
	blocks=(0 0 0 0 0 0 0 0 0 0 0)
	while read -ra fields; do
		for order in "${!blocks[@]}"; do
			blocks[order]=$((blocks[order] + fields[4 + order]))
		done
	done </proc/buddyinfo
}

# "ZONE UNMOVABLE" a line: pageblocks
unmovable() {
	awk '/^Number of blocks/ { found = 1 } found && $3 == "zone" { print $4, $5 }' \
		/proc/pagetypeinfo | tr -d ,
}

# grown COMMAND...: the most that the unmovable pageblocks of a zone grew by
grown() {
	unmovable >/tmp/before
	"$@"
	unmovable | paste -d ' ' /tmp/before - | awk '$4 - $2 > most { most = $4 - $2 } END { print most + 0 }'
}

# entries EVENT [MATCH]...: kmcontig's in the journal, their JSON, a line each, oldest
# first. have N EVENT [MATCH]...: there are so many, or more.
entries() {
	journalctl -q -t kmcontig -o json --no-pager KMCONTIG_EVENT="$1" "${@:2}"
}

have() {
	[[ $(entries "${@:2}" | wc -l) -ge $1 ]]
}

# field NAME: of the last entry in the journal's JSON on standard input
field() {
	tail -n 1 | grep -o "\"$1\":\"[^\"]*\"" | cut -d'"' -f4
}

vmstat() {
	awk -v name="$1" '$1 == name { print $2 }' /proc/vmstat
}

oom_kills() {
	vmstat oom_kill
}

# events_by_module EVENT [REGEX]: those in the trace that are of workers that made
# probes, as the trace has it. by_module: how many there are.
events_by_module() {
	awk -v event=" $1: " -v regex="${2:-.}" '
		NR == FNR { if (/ kmcontig_probe: /) worker[$1]; next }
		index($0, event) && $1 in worker && $0 ~ regex' "$T/trace" "$T/trace"
}

by_module() {
	events_by_module "$@" | wc -l
}

# naive NAME=VALUE...: a loaded naive probe probes, as this shell, which then stays on
# one CPU; leaves how many blocks it got in $got. No program runs: where memory is scarce, that alone changes it.
naive() {
	local parameters=/sys/module/naive/parameters pair
	for pair in hold=0 "$@" probe=1; do
		echo "${pair#*=}" >"$parameters/${pair%=*}"
	done
	got=$(<$parameters/got)
}

# looker NAME=VALUE...: sets parameters of a loaded looker, in order: the last one is a command.
# looked NAME: leaves what it found in $got. see FILE [ORDER]: leaves what a file of the module
# says in $seen, the whole line or one order's value. None of them starts a program or a
# process: where memory is scarce, that alone changes it.
looker() {
	local pair
	for pair; do
		echo "${pair#*=}" >"/sys/module/looker/parameters/${pair%=*}"
	done
}

looked() {
	read -r got <"/sys/module/looker/parameters/$1"
}

see() {
	local values
	read -ra values <"$K/$1"
	seen=${values[*]}
	[[ ! ${2:-} ]] || seen=${values[$2]}
}

# nth ORDER FILE: the value of an order in a file of one value an order
nth() {
	see "$2" "$1"
	echo "$seen"
}

# differences: "YES TOO_MANY TOO_FEW", as the looker found them
differences() {
	local parameters=/sys/module/looker/parameters
	echo "$(<$parameters/said_yes) $(<$parameters/too_many) $(<$parameters/too_few)"
}

# Memory full of files. (Not of the disk: a block device's pages are not movable.)
fill_cache() {
	find / -xdev -type f -exec cat {} + >/dev/null
}

# churn: the page cache's, until /tmp/churn is removed
churn() {
	while [[ -e /tmp/churn ]]; do
		fill_cache
	done
}
