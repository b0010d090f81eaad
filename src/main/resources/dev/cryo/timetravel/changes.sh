#!/bin/sh
# Tells where a container's filesystem changes lie, when its engine does not. Changes nothing.
#
#   changes.sh ID PID ROOT
#
# PID: process 1 of the container, or 0. ROOT: where the daemon keeps its data. Prints the folder, or nothing when none is
# found. On an overlay it is the upper folder, elsewhere the container's whole root, which then lies in no layers.
set -u
LC_ALL=C
export LC_ALL
id=$1 pid=$2 root=$3

tell() {
  case $1 in
    /*) if [ -d "$1" ]; then printf '%s\n' "$1"; exit 0; fi ;;
  esac
}

# The kernel writes what would end a field, or an option, as \ and three octal digits.
plain() {
  printf '%b' "$(printf '%s' "$1" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')"
}

# option NAME OPTIONS: the value of a mount option.
option() {
  printf '%s\n' "$2" | tr ',' '\n' | sed -n "s/^$1=//p" | head -n 1
}

# A running container has it mounted.
if [ "$pid" -gt 0 ]; then
  while read -r _ _ _ _ point rest; do
    [ "$point" = / ] || continue
    case $rest in
      *' - overlay '*)
        rest=${rest##* - overlay }
        tell "$(plain "$(option upperdir "${rest##* }")")"
        ;;
    esac
  done 2>/dev/null < "/proc/$pid/mountinfo"
fi

# The storage driver vfs.
if read -r mount 2>/dev/null < "$root/image/vfs/layerdb/mounts/$id/mount-id" || [ -n "${mount:-}" ]; then
  tell "$root/vfs/dir/$mount"
fi

# containerd keeps a snapshot as long as there is the container, and calls it by its id.
command -v ctr > /dev/null || exit 0
for socket in /run/docker/containerd/containerd.sock /run/containerd/containerd.sock; do
  [ -S "$socket" ] || continue
  for space in $(ctr --address "$socket" namespaces ls --quiet 2>/dev/null | grep '^moby'); do
    for kind in overlayfs native; do
      told=$(ctr --address "$socket" --namespace "$space" snapshots --snapshotter $kind mounts /mnt "$id" 2>/dev/null |
        head -n 1)
      case $told in
        'mount -t overlay '*) tell "$(option upperdir "${told##* -o }")" ;;
        'mount -t bind '*)
          told=${told#mount -t bind }
          tell "${told% /mnt -o *}"
          ;;
      esac
    done
  done
done
exit 0
