#!/bin/sh
# Puts packages into a copy of a base tree. Runs as root in mount and pid namespaces of its own, like base-tree.sh.
#   install.sh BASE ROOT MIRROR SUITE [PACKAGE... [-t SUITE PACKAGE...]]...
# Packages behind "-t SUITE" come, with what they need, from that suite; everything else from SUITE.
set -eu
base=$1 root=$2 mirror=$3 suite=$4
shift 4

echo ":: copying the base tree"
cp -a --reflink=auto "$base" "$root"
mount -t proc proc "$root/proc"

mkdir -p "$root/etc/apt/preferences.d"
echo "deb $mirror $suite main" > "$root/etc/apt/sources.list"
rm -f "$root"/etc/apt/sources.list.d/*
for word; do
    if [ "${previous-}" = -t ] && [ "$word" != "$suite" ]; then
        echo "deb $mirror $word main" >> "$root/etc/apt/sources.list"
        # Below 100 even an installed package is not upgraded from there unless asked for.
        printf 'Package: *\nPin: release n=%s\nPin-Priority: 90\n' "$word" > "$root/etc/apt/preferences.d/$word"
    fi
    previous=$word
done
# A mirror may lag behind; its index is signed all the same. What is built here can be built again: no fsync.
echo 'Acquire::Check-Valid-Until "false";' > "$root/etc/apt/apt.conf.d/99cryo"
echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/cryo"
# Nothing that is installed may start itself.
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
cp -L /etc/resolv.conf "$root/etc/resolv.conf" 2> /dev/null || :

export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt() {
    chroot "$root" apt-get -y -q -o APT::Install-Recommends=false -o Dpkg::Use-Pty=0 "$@"
}
echo ":: reading the package lists"
apt update
flush() {
    [ -n "$packages" ] || return 0
    echo ":: installing packages of ${from:-$suite}"
    # shellcheck disable=SC2086 # names of packages hold no spaces
    apt install ${from:+-t "$from"} $packages
}
packages='' from=''
while [ $# -gt 0 ]; do
    if [ "$1" = -t ]; then
        flush
        from=$2 packages=''
        shift 2
    else
        packages="$packages${packages:+ }$1"
        shift
    fi
done
flush

echo ":: tidying up"
umount "$root/proc"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb \
    "$root"/var/cache/debconf/*-old "$root"/var/log/*.log "$root"/var/log/apt/* "$root"/var/lib/dpkg/*-old \
    "$root/usr/sbin/policy-rc.d" "$root/etc/dpkg/dpkg.cfg.d/cryo"
mkdir -p "$root/var/cache/apt/archives/partial" "$root/var/lib/apt/lists/partial"
