# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Functions for the scripts in tests/program/. Source this file from the top of the tree. It sources
# the TAP functions, and makes the folder $dir with the program, $kmcontig.

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck disable=SC2034 # for lib.sh
kmcontig_rerun="make host-tests && prove -v -e '' ${0#./}"

dir=$(mktemp -d "${TMPDIR:-/tmp}/kmcontig-program-XXXXXX") || exit
trap 'rm -rf "$dir"' EXIT
# Another user also runs the program, and may not have access to the tree.
chmod 755 "$dir"
kmcontig=$dir/kmcontig
cp build/kmcontig "$kmcontig" || exit

# The program for a fake tree that has rounds, see tests/program/fake_run.c.
# shellcheck disable=SC2034 # for those who source this
kmcontig_rounds=$dir/kmcontig_rounds
cp build/unit/kmcontig_rounds tests/program/rounds.sh "$dir" || exit
export FAKE_ROUNDS=$dir/rounds.sh

# fake NAME [refused]: makes a new folder $dir/NAME that is like /sys/kernel/kmcontig
fake() {
	rm -rf "${dir:?}/$1" "${dir:?}/$1".{rounds,audit,configured}
	build/unit/fake_tree "$dir/$1" ${2:+"$2"} || exit
}

# where NAME: prints the option with which kmcontig reads the folder of fake(). If there is no such
# folder, the option names a host without the module.
where() {
	if [[ -e $dir/$1 ]]; then
		echo "--sysfs=$dir/$1"
	else
		mkdir -p "$dir/host.$1/sys/kernel" "$dir/host.$1/lib/modules/$(uname -r)"
		echo "--host-root=$dir/host.$1"
	fi
}

# valid NAME FILE: prints the errors in the JSON in FILE according to NAME.schema.json
valid() {
	python3 - "program/schema/$1.schema.json" "$2" 2>&1 <<-'EOF'
		import json, sys
		from jsonschema import Draft7Validator
		schema, instance = (json.load(open(name)) for name in sys.argv[1:])
		Draft7Validator.check_schema(schema)
		# The schema allows unknown properties, but this test must not.
		def close(part):
		    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
		        close(value)
		    if isinstance(part, dict) and isinstance(part.get("properties"), dict):
		        part["additionalProperties"] = False
		close(schema)
		for error in Draft7Validator(schema).iter_errors(instance):
		    print(".".join(map(str, error.absolute_path)), error.message)
	EOF
}
