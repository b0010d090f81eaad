#!/bin/sh
# What the packages leave open in the lab's tree: Docker's configuration, and the root of the image "busybox".
#   lab-tree.sh ROOT BUSYBOX_TAR VERSIONS
set -eu
root=$1 tar=$2 versions=$3

echo ":: preparing Docker's configuration and the busybox image"
chroot "$root" dpkg-query -W docker.io containerd runc crun criu > "$versions"

mkdir -p "$root/etc/docker" "$root/host"
cat > "$root/etc/docker/daemon.json" << 'JSON'
{
  "runtimes": { "cryo": { "path": "/usr/local/bin/cryo-runtime" } },
  "default-runtime": "cryo",
  "exec-opts": ["native.cgroupdriver=cgroupfs"]
}
JSON

box=$root/tmp/busybox
mkdir -p "$box/bin" "$box/dev" "$box/etc" "$box/proc" "$box/root" "$box/sys" "$box/tmp" "$box/usr" "$box/var"
cp "$root/bin/busybox" "$box/bin/busybox"
for applet in $("$box/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$box/bin/$applet"
done
ln -s ../bin "$box/usr/bin"
ln -s bin "$box/sbin"
echo 'root:x:0:0:root:/root:/bin/sh' > "$box/etc/passwd"
echo 'root:x:0:' > "$box/etc/group"
chmod 1777 "$box/tmp"
chmod 700 "$box/root"
tar -C "$box" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$tar" .
rm -rf "$box"
