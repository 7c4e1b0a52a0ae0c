# SPDX-License-Identifier: GPL-2.0
# TAP functions for tests; source this file. They print no numbers and no plan. For tests in the
# guest, tests/vm/run numbers the lines and adds its own tests. Works in any POSIX shell.

# tests/vm/run writes the command that repeats the run into this file.
kmcontig_rerun=$(cat /etc/kmcontig-vm.rerun 2>/dev/null || echo 'tests/vm/run NAME SCRIPT')

diag() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

ok() {
	printf 'ok - %s\n' "$1"
}

# not_ok NAME EXPECTED GOT
not_ok() {
	printf 'not ok - %s\n' "$1"
	diag "expected: $2"
	diag "got:      $3"
	diag "rerun:    $kmcontig_rerun"
	return 0
}

skip() {
	printf 'ok - %s # SKIP %s\n' "$1" "$2"
}

# is GOT EXPECTED NAME
is() {
	if [ "$1" = "$2" ]; then ok "$3"; else not_ok "$3" "$2" "$1"; fi
}

isnt() {
	if [ "$1" != "$2" ]; then ok "$3"; else not_ok "$3" "anything but $2" "$1"; fi
}

# like GOT REGEX NAME: some line matches the extended regular expression. (Not grep -q: it exits at
# the first match, and with "pipefail" a match in a long text would then count as none.)
like() {
	if printf '%s\n' "$1" | grep -E -- "$2" >/dev/null; then ok "$3"; else not_ok "$3" "to match $2" "$1"; fi
}

unlike() {
	if printf '%s\n' "$1" | grep -E -- "$2" >/dev/null; then not_ok "$3" "not to match $2" "$1"; else ok "$3"; fi
}

# cmp_ok GOT OP EXPECTED NAME: OP is an operator of test(1) for numbers, such as -ge
cmp_ok() {
	if test "$1" "$2" "$3" 2>/dev/null; then ok "$4"; else not_ok "$4" "$2 $3" "$1"; fi
}

# ok_if NAME COMMAND...: the command succeeds. If it fails, its output is printed.
ok_if() {
	_name=$1
	shift
	if _out=$("$@" 2>&1 </dev/null); then
		ok "$_name"
	else
		_rc=$?
		not_ok "$_name" "'$*' to succeed" "status $_rc: $_out"
	fi
}

# ok_unless NAME COMMAND...: the command fails
ok_unless() {
	_name=$1
	shift
	if _out=$("$@" 2>&1 </dev/null); then
		not_ok "$_name" "'$*' to fail" "success: $_out"
	else
		ok "$_name"
	fi
}

# wait_for SECONDS COMMAND...: repeats the command until it succeeds; fails after SECONDS
wait_for() {
	_end=$(($(date +%s) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$_end" ] || return 1
		sleep 0.2
	done
}

# next_boot reboot|cut: ends this boot by a shutdown or like a power cut. The script runs again in
# the next boot. Requires tests/vm/run --reboot.
next_boot() {
	# shellcheck disable=SC2154 # tests/vm/guest/launch exports it
	printf '%s again %s\n' "$token" "$1"
	[ "$1" = cut ] || systemctl --no-block start reboot.target
	sleep infinity
}
