# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Links in Markdown. Source it; it defines, it does nothing.

# dead_links ROOT FILE...: prints the links in the FILEs, which may be compressed, to files
# that do not exist. A link that begins with "/" leads to a file below ROOT.
dead_links() {
	local root=$1 doc link path
	for doc in "${@:2}"; do
		zcat -f "$doc" | grep -oE '\]\([^)]*\)' | sed -E 's/^\]\(//; s/[ #)].*//' |
			grep -Ev '^$|^https?:' | sort -u | while IFS= read -r link; do
			path=${doc%/*}/$link
			[[ $doc == */* ]] || path=$link
			[[ $link != /* ]] || path=$root$link
			[[ -e $path || -e $path.gz ]] || echo "$doc: $link"
		done
	done
}
