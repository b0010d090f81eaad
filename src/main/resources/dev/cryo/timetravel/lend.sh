#!/bin/sh
# Lends an image directory to the daemon as one of its own checkpoints, and clears up what the daemon makes of it.
#
#   lend.sh ID IMAGES ROOT NAME
#
# ID: the container. ROOT: where the daemon keeps its data. NAME: what the daemon is to call the checkpoint. Prints "lent",
# and waits for a line: "started PID" or "failed". After "started" it prints "task N" for each process, as the container
# numbers it; after both "done". At the end of standard input (Cryo died) a restore that has begun is waited for. Nothing is
# left in the end: neither the checkpoint nor the copy of it in /tmp that containerd forgets there.
set -u
LC_ALL=C
export LC_ALL
umask 077
trap '' PIPE # a Cryo that died does not hear what is said, and all is cleared up

id=$1 images=$2 root=$3 name=$4
parent=$root/containers/$id/checkpoints
folder=$parent/$name

# The copies of these very images: an inventory is never twice the same.
clear() {
  for copy in /tmp/ctrd-checkpoint*; do
    if [ -d "$copy" ] && [ ! -L "$copy" ] && cmp -s "$copy/inventory.img" "$folder/inventory.img" &&
      cmp -s "$copy/pstree.img" "$folder/pstree.img"; then
      rm -rf --one-file-system "$copy"
    fi
  done
  rm -rf --one-file-system "$folder"
  rmdir "$parent" 2>/dev/null
}

# The daemon still works on the restore: its runtime's call for the container is under way.
under_way() {
  for process in /proc/[0-9]*; do
    words=$(tr '\0' ' ' < "$process/cmdline" 2>/dev/null)
    case $words in *runc*\ restore\ *"$id"*) return ;; esac
  done
  return 1
}

tasks() {
  space=$(readlink "/proc/$1/ns/pid") || return
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/ns/pid" 2>/dev/null)" = "$space" ] || continue
    sed -n 's/^NSpid:.*[^0-9]\([0-9][0-9]*\)$/task \1/p' "$process/status" 2>/dev/null
  done
}

[ -d "$root/containers/$id" ] || { echo "there is no $root/containers/$id" >&2; exit 1; }
rm -rf "$folder"
if ! { mkdir -p "$parent" && cp -R "$images" "$folder"; }; then
  clear
  exit 1
fi
echo lent

IFS= read -r said || said=
case $said in
  'started '*) tasks "${said#started }" ;;
  failed) ;;
  *)
    sleep 5
    patience=900
    while [ $patience -gt 0 ] && under_way; do
      patience=$((patience - 1))
      sleep 1
    done
    ;;
esac
clear
echo 'done'
