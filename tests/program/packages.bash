# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Debian's packages of programs that would start a service, unpacked into the cache
# and not installed: source it after tests/vm/lib.bash, where $dir is.

# download FOLDER PACKAGE
download() {
	# As root apt would download as a user who may not write there.
	(cd "$1" && apt-get -q -o APT::Sandbox::User=root download "$2" && dpkg-deb -x ./*.deb root)
}

# unpacked PACKAGE: prints the folder that it is in
unpacked() {
	local version folder new
	folder=$(cache_dir)/peers/$1
	version=$(apt-cache policy "$1" | sed -n 's/^ *Candidate: //p')
	[[ $version ]] || die "apt knows no package $1" "apt-get update"
	if [[ ! -d $folder/$version ]]; then
		# shellcheck disable=SC2154 # of the script that sources this
		new=$(mktemp -d "$dir/download-XXXXXX") || exit
		# Lists may be older than the archive.
		download "$new" "$1" >&2 || { apt-get -q update && download "$new" "$1"; } >&2 ||
			die "cannot download $1 $version"
		rm -rf "$folder" && mkdir -p "$folder" && mv -T "$new/root" "$folder/$version" || exit
	fi
	printf '%s\n' "$folder/$version"
}

# free_port: prints one that nobody on this host listens on
free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
