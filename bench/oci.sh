# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# What contenders that take an OCI bundle share.

# oci_prepare NAME: its root, $scratch/NAME.root
oci_prepare()
{
	mount_root "$scratch/$1.root"
	mkdir -p "$scratch/$1.bundle"
}

# oci_bundle NAME PROGRAM ARG...: write $scratch/NAME.bundle/config.json
oci_bundle()
{
	local name=$1 netns=
	shift

	[ -z "$W_NET" ] || netns=/run/netns/$name
	jq -n --arg root "$scratch/$name.root" --arg test "$W_DIR/test" \
		--arg netns "$netns" --arg user "${W_USER:-0}" \
		--arg mem "$W_MEM" --arg path "PATH=$B_PATH" \
		--arg env "$(printf '%s\n' "${W_ENV[@]}")" \
		--arg cpu "${pin[*]:+$cpu}" -f "$bench/oci.jq" \
		--args -- "$@" >"$scratch/$name.bundle/config.json"
}
