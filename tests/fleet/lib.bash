# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Shared by the scripts in tests/fleet/: source it from the top of the checkout,
# with the TAP functions there. Journals are made by systemd-journal-remote.

generate=build/fleet/generate
until=$(date +%s)
PATH=$PATH:/lib/systemd:/usr/lib/systemd

# journal FILE: of the entries on stdin, in the journal's export format
journal() {
	systemd-journal-remote --split-mode=none -o "$1" - 2>"$1.log" || cat "$1.log" >&2
	rm -f "$1.log"
}

# generated FILE TRUTH FIRST HOSTS HOURS
generated() {
	"$generate" "$3" "$4" "$5" "$until" "$2" | journal "$1"
}

# fleet DIR HOSTS HOURS FILES: their journals in DIR, what is to be said in DIR.truth
fleet() {
	local i each=$(($2 / $4))
	mkdir "$1"
	for ((i = 0; i < $4; i++)); do
		generated "$1/remote-$i.journal" "$1.truth" $((i * each)) "$each" "$3"
	done
	sort -o "$1.truth" "$1.truth"
}

# The truth of a host as the report words it: NAME FREE RECOVERED FAILURES HEALTH NOTES
judged() {
	awk '{ health = $3 < 65536 ? "fails" : "passes"
		if ($5 == "silent") health = "silent"
		if ($5 == "module-absent") health = "absent"
		print $1, $2, $3, $4, health, ($5 == "clock-ahead" ? $5 : "-") }' "$1"
}
# The same from CSV on stdin.
from_csv() {
	tail -n +2 | awk -F, '{ print $1, $5, $6, $8, $3, ($10 ? $10 : "-") }' | sort
}

# peak_kib COMMAND...: its largest resident set, in KiB; its output is dropped
peak_kib() {
	python3 - "$@" <<-'EOF'
		import resource, subprocess, sys
		if subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode not in (0, 1, 3):
		    sys.exit("it failed")
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	EOF
}

# entry HOST EVENT AGO FIELD=VALUE...: an entry in the export format, that many seconds
# ago; "FIELD=" leaves a field out
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
		f[KMCONTIG_REASON]=no_block f[KMCONTIG_COALESCED]=0 f[KMCONTIG_SEQ]=1
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

# binary FIELD VALUE: a field of any bytes; "\0" in VALUE is one of zero
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
