# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Unpacks Debian packages into the cache. They are not installed, because they would start a
# service. Source this file after tests/lib/vm.bash, when $dir exists.

# download FOLDER PACKAGE: downloads the package and unpacks it in FOLDER/root
download() {
	# By default, apt as root downloads as another user, who may not write there.
	(cd "$1" && apt-get -q -o APT::Sandbox::User=root download "$2" && dpkg-deb -x ./*.deb root)
}

# unpacked PACKAGE: prints the folder with the unpacked package
unpacked() {
	local version folder new
	folder=$(cache_dir)/peers/$1
	version=$(apt-cache policy "$1" | sed -n 's/^ *Candidate: //p')
	[[ $version ]] || die "apt knows no package $1" "run: apt-get update"
	if [[ ! -d $folder/$version ]]; then
		# shellcheck disable=SC2154 # the script that sources this sets it
		new=$(mktemp -d "$dir/download-XXXXXX") || exit
		# The package lists may be out of date.
		download "$new" "$1" >&2 || { apt-get -q update && download "$new" "$1"; } >&2 ||
			die "cannot download $1 $version"
		rm -rf "$folder" && mkdir -p "$folder" && mv -T "$new/root" "$folder/$version" || exit
	fi
	printf '%s\n' "$folder/$version"
}

# free_port: prints a TCP port on which no program of this host listens
free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
