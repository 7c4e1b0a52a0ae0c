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

# peak_kib COMMAND...: its largest resident set, in KiB; its output is dropped
peak_kib() {
	python3 - "$@" <<-'EOF'
		import resource, subprocess, sys
		subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	EOF
}
