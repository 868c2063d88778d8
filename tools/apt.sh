# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# An apt of our own, for either ISA: it shares the machine's choice of Debian
# mirror and keys, and nothing else.  Its dpkg status is empty, so a request
# resolves to the whole closure of dependencies; the machine's own packages are
# neither looked at nor touched.  Callers source this file after setting
#	isa	x86_64 or aarch64
#	out	folder for everything that is written

apt_dir=$out/apt
apt_debs=$out/debs
apt_status=$apt_dir/status

apt_arch()
{
	case $isa in
	x86_64) echo amd64 ;;
	aarch64) echo arm64 ;;
	*) die "no such ISA: $isa" ;;
	esac
}

# The machine's Debian archives, one "URI SUITE COMPONENT" a line.
apt_archives()
{
	local field='$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)'

	apt-get indextargets --format "$field" 'Created-By: Packages' |
		sed -n 's/^Debian //p' | LC_ALL=C sort -u
}

apt_sources()
{
	local keys=/usr/share/keyrings/debian-archive-keyring.gpg
	local archives

	archives=$(apt_archives)
	if [ -z "$archives" ]; then
		apt-get -qq update >&2 || return
		archives=$(apt_archives)
	fi
	[ -n "$archives" ] || die "apt's sources name no Debian archive"
	[ ! -e $keys ] || keys=" signed-by=$keys"
	printf '%s\n' "$archives" | sed "s|^|deb [arch=$(apt_arch)$keys] |"
}

apt_conf()
{
	cat <<-END
	APT::Architecture "$(apt_arch)";
	#clear APT::Architectures;
	APT::Architectures { "$(apt_arch)"; };
	APT::Install-Recommends "false";
	APT::Sandbox::User "root";
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	#clear DPkg::Post-Invoke;
	#clear DPkg::Pre-Install-Pkgs;
	Acquire::Languages "none";
	Dir::State "$apt_dir/state";
	Dir::Cache "$apt_dir/cache";
	Dir::Cache::pkgcache "pkgcache.bin";
	Dir::Cache::archives "$apt_debs";
	Dir::Etc::sourcelist "$apt_dir/sources.list";
	Dir::Etc::sourceparts "/dev/null";
	Dir::Etc::preferences "/dev/null";
	Dir::Etc::preferencesparts "/dev/null";
	END
}

# One at a time: a second finds the folders locked and fails.
apt_get()
{
	flock "$apt_dir/turn" apt-get -c "$apt_dir/conf" \
		-o "Dir::State::status=$apt_status" "$@"
}

# Package lists are fetched at most once a day; old ones will do if need be.
apt_update()
{
	local stamp=$apt_dir/updated

	[ -z "$(find "$stamp" -mmin -1440 2>/dev/null)" ] || return 0
	mkdir -p "$apt_dir"/{state/lists,cache}/partial "$apt_debs/partial"
	[ -e "$apt_status" ] || : >"$apt_status"
	apt_conf >"$apt_dir/conf.$$"
	mv "$apt_dir/conf.$$" "$apt_dir/conf"
	apt_sources >"$apt_dir/sources.$$"
	mv "$apt_dir/sources.$$" "$apt_dir/sources.list"
	say "fetching package lists for $(apt_arch)"
	if apt_get -qq update >&2; then
		touch "$stamp"
	elif [ ! -e "$stamp" ]; then
		die "cannot fetch package lists"
	fi
}

# Take packages as installed: nothing brings them in, nor what they depend on.
apt_assume()
{
	local p

	apt_status=$apt_dir/status.$$
	mkdir -p "$apt_dir"
	for p; do
		cat <<-END
		Package: $p
		Status: install ok installed
		Architecture: $(apt_arch)
		Multi-Arch: allowed
		Version: 99:99
		Maintainer: nobody
		Description: left out

		END
	done >"$apt_status"
}

# Download packages and all they depend on; print the .deb files, one a line,
# in the order in which apt would install them.  Nothing is fetched for a
# closure that is there already.
apt_closure()
{
	local plan

	apt_update
	plan=$(apt_get -qq --simulate install "$@") ||
		die "cannot resolve: $*"
	apt_get -qq --yes --download-only install "$@" >&2 ||
		die "cannot download: $*"
	printf '%s\n' "$plan" | sed -n \
		's/^Inst \([^ ]*\) (\([^ ]*\) .*\[\([a-z0-9]*\)\]).*/\1 \2 \3/p' |
		while read -r name version arch; do
			echo "$apt_debs/${name%:*}_${version//:/%3a}_$arch.deb"
		done
	[ "$apt_status" = "$apt_dir/status" ] || rm -f "$apt_status"
}
