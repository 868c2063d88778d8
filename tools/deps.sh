#!/bin/bash
# SPDX-License-Identifier: ISC
#
# deps.sh --check|--install GROUP...: see to the Debian packages of these groups
# of mk/packages.txt.  What is installed is left alone, and apt is not asked at
# all if nothing is missing.  A system without dpkg is trusted to have its tools.

set -euo pipefail
list=$(dirname "$0")/../mk/packages.txt
mode=$1
shift

wanted()
{
	awk -v groups=" $* " '!/^#/ && NF > 1 &&
		index(groups, " " $1 " ") { print $2 }' "$list" | sort -u
}

missing()
{
	local package

	wanted "$@" | while read -r package; do
		dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
			grep -qx installed || echo "$package"
	done
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		sudo -n "$@"
	else
		echo "deps: not root: run as root: $*" >&2
		return 1
	fi
}

apt()
{
	as_root env DEBIAN_FRONTEND=noninteractive apt-get \
		-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

if ! command -v dpkg-query >/dev/null; then
	echo "deps: no dpkg here: not checked: $*" >&2
	exit 0
fi

mapfile -t packages < <(missing "$@")
[ ${#packages[@]} -gt 0 ] || exit 0

if [ "$mode" != --install ]; then
	echo "deps: missing: ${packages[*]}" >&2
	echo "deps: \`make deps\` installs them" >&2
	exit 1
fi

echo "  DEPS    ${packages[*]}"
apt -qq update
apt --yes --no-install-recommends install "${packages[@]}" </dev/null |
	sed -un 's/^Setting up \([^ :]*\).*/  DEPS    \1/p'
