# SPDX-License-Identifier: ISC
# root: git
#
# A repository, its history, an archive of it, and a copy by rsync.
set -eu
export GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export HOME=/tmp GIT_CONFIG_NOSYSTEM=1
rm -rf /tmp/work
mkdir /tmp/work
cd /tmp/work
git init -q -b main repo
cd repo
cp -r /usr/share/perl5/Git* . 2>/dev/null || cp -r /etc/skel skel
mkdir -p deep/er/still
for i in $(seq 300); do echo "$i $((i * i))" >"deep/er/file-$i"; done
ln -s er/file-1 deep/link
git add -A
git commit -qm one
git mv deep/er/file-2 deep/er/still/moved
for i in $(seq 1 3 300); do
	[ $i = 2 ] || echo more >>"deep/er/file-$i"
done
git commit -qam two
git status --short
git checkout -q -b side HEAD~1
git rm -q deep/er/file-3
git commit -qm three
git checkout -q main
git gc -q --aggressive
git fsck --strict
git rev-parse HEAD side
git clone -q . ../clone
git -C ../clone rev-parse HEAD
cd ..
tar --sort=name --mtime=@0 --owner=0 --group=0 --exclude=.git -cf a.tar repo
sha256sum <a.tar
mkdir x
tar -xf a.tar -C x
diff -r --exclude=.git repo x/repo && echo unpacked
rsync -a --delete repo/ copy/
touch copy/extra
rsync -a --delete --checksum repo/ copy/
diff -r repo copy && echo copied
find repo/deep -type f | wc -l
