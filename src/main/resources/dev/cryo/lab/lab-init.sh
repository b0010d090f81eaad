#!/bin/sh
# Process 1 of a lab: runs in new mount, pid and network namespaces, makes the lab's tree the root, and becomes the
# init that runs dockerd. The machine's own root stays visible below /host.
# It waits for the line "go" on standard input first.
#   lab-init.sh CACHE TREE LAB DATA CGROUPS [DOCKERD_OPTION...]
# TREE and LAB are folders below CACHE, DATA is Docker's folder below LAB; CGROUPS is cgroup2 for that alone, or machine for what
# the machine has. Everything mounted here goes away with the last process.
set -eu
cd "$1"
tree=$2 lab=$3 data=$4 cgroups=$5
shift 5

# This /proc is still the outer one: it tells the pid by which the outside knows this process, and when it began.
read -r stat < /proc/self/stat
pid=${stat%% *}
# shellcheck disable=SC2046,SC2086 # the fields behind the command's name are numbers and one letter
started=$(set -- ${stat##*) } && echo "${20}")
read -r boot < /proc/sys/kernel/random/boot_id
echo "$pid $started $boot" > "$lab/init.new"
mv "$lab/init.new" "$lab/init"
# Whoever started this knows it now, and says so; if it is gone, or changed its mind, nothing has happened yet.
read -r go || exit 1
[ "$go" = go ] || exit 1
exec < /dev/null

# Relative names, for a comma or a colon in the cache's own name would be read as part of the options.
mount -t overlay -o "lowerdir=$tree/root,upperdir=$lab/upper,workdir=$lab/work" overlay "$lab/root"
docker=$PWD/$lab/$data run=$PWD/$lab/run
cd "$lab/root"
mount -t proc proc proc
mount --rbind /sys sys
[ "$cgroups" != cgroup2 ] || mount -t cgroup2 cgroup2 sys/fs/cgroup
mount --rbind /dev dev
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mkdir -p host run/lab run/lock var/lib/docker
# Docker's own overlays do not work on top of an overlay.
mount --bind "$docker" var/lib/docker
mount --bind "$run" run/lab

# A plain chroot would not do: CRIU needs the root of the mount namespace ("No parent found for mountpoint"). The old
# root keeps all its mounts but this tree's, so nothing nests; it is a slave: mounts come in, none go out.
pivot_root . host
cd /
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
ip link set lo up
# dockerd alone as process 1 would leave a zombie for every container's shim.
exec docker-init -- dockerd -H unix:///run/lab/docker.sock -H unix:///run/docker.sock \
    --data-root /var/lib/docker --exec-root /run/docker --pidfile /run/docker.pid "$@"
