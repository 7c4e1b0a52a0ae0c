# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Functions for the scripts in tests/fleet/. Source this file from the top of the tree, after the
# TAP functions. systemd-journal-remote makes the journals.

generate=build/fleet/generate
until=$(date +%s)
PATH=$PATH:/lib/systemd:/usr/lib/systemd

# journal FILE: makes a journal from the entries on stdin, which are in the export format
journal() {
	systemd-journal-remote --split-mode=none -o "$1" - 2>"$1.log" || cat "$1.log" >&2
	rm -f "$1.log"
}

# generated FILE TRUTH FIRST HOSTS HOURS: makes the journal of some hosts, see generate.c
generated() {
	"$generate" "$3" "$4" "$5" "$until" "$2" | journal "$1"
}

# fleet DIR HOSTS HOURS FILES: makes the journals of a fleet in DIR. DIR.truth has the true state of
# each host.
fleet() {
	local i each=$(($2 / $4))
	mkdir "$1"
	for ((i = 0; i < $4; i++)); do
		generated "$1/remote-$i.journal" "$1.truth" $((i * each)) "$each" "$3"
	done
	sort -o "$1.truth" "$1.truth"
}

# judged TRUTH: prints the true states in the words of the report: NAME FREE RECOVERED FAILURES
# HEALTH NOTES
judged() {
	awk '{ health = $3 < 65536 ? "fails" : "passes"
		if ($5 == "silent") health = "silent"
		if ($5 == "module-absent") health = "absent"
		print $1, $2, $3, $4, health, ($5 == "clock-ahead" ? $5 : "-") }' "$1"
}
# from_csv: prints the same from the CSV report on stdin
from_csv() {
	tail -n +2 | awk -F, '{ print $1, $5, $6, $8, $3, ($10 ? $10 : "-") }' | sort
}

# peak_kib COMMAND...: prints its largest resident set in KiB, and discards its output
peak_kib() {
	python3 - "$@" <<-'EOF'
		import resource, subprocess, sys
		if subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode not in (0, 1, 3):
		    sys.exit("the command failed")
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	EOF
}

# entry HOST EVENT AGO FIELD=VALUE...: prints an entry in the export format that is AGO seconds old.
# "FIELD=" leaves a field out.
entry() {
	local -A f=(
		[__REALTIME_TIMESTAMP]=$(((until - $3) * 1000000))
		[__MONOTONIC_TIMESTAMP]=$(((until - $3) * 1000))
		[_BOOT_ID]=$(printf '%08x%024x' "$1" 1) [_MACHINE_ID]=$(printf '%032x' "$1")
		[_HOSTNAME]=host$1 [SYSLOG_IDENTIFIER]=kmcontig [KMCONTIG_EVENT]=$2
		[KMCONTIG_LOAD_ID]=$(printf '%032x' "$1") [MESSAGE]=words
	)
	local field
	case $2 in
	summary)
		f[KMCONTIG_NODE]=0 f[KMCONTIG_LARGEST_FREE]=8192 f[KMCONTIG_LARGEST_RECOVERED]=8192
		f[KMCONTIG_STATES]="kmalloc-4k=free kmalloc-8k=free" f[KMCONTIG_SUMMARY_SEC]=900
		;;
	state-change) f[KMCONTIG_NODE]=0 f[KMCONTIG_SIZE]=8192 f[KMCONTIG_STATE]=failed ;;
	failure)
		f[KMCONTIG_NODE]=0 f[KMCONTIG_SIZE]=8192 f[KMCONTIG_EFFORT]=noretry
		f[KMCONTIG_REASON]=fragmented f[KMCONTIG_COALESCED]=0 f[KMCONTIG_SEQ]=1
		;;
	module-absent) f[KMCONTIG_REASON]=unloaded f[KMCONTIG_LOAD_ID]='' ;;
	discontiguity) f[KMCONTIG_DISCONTIGUITIES]=1 ;;
	esac
	for field in "${@:4}"; do
		f[${field%%=*}]=${field#*=}
	done
	for field in "${!f[@]}"; do
		[[ ! ${f[$field]} ]] || binary "$field" "${f[$field]}"
	done
	echo
}

# binary FIELD VALUE: prints a field that may contain any bytes; "\0" in VALUE is a zero byte
binary() {
	local len i
	if [[ $2 != *[![:print:]]* && $2 != *'\0'* ]]; then
		printf '%s=%s\n' "$1" "$2"
		return
	fi
	len=$(printf '%b' "${2//'\0'/x}" | wc -c)
	printf '%s\n' "$1"
	for i in 0 8 16 24 32 40 48 56; do
		printf '%b' "\\x$(printf %02x $((len >> i & 255)))"
	done
	printf '%b\n' "${2//'\0'/\\x00}"
}
