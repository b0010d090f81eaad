#!/bin/sh
# Keeps a folder through which Cryo and an engine host that cannot see each other's files exchange them, and stays until
# that is over.
#
#   exchange.sh ID
#
# ID: the container that it is about. Prints the folder's name, and waits for a line, which says that nobody needs it
# any more. At the end of standard input (Cryo died) a dump or a restore of the container that has begun goes on, and is
# waited for. Nothing is left in the end; what a host that went down has left is removed by the next.
set -u
umask 077
trap '' PIPE # a Cryo that has died does not hear it: no reason to leave everything behind

id=$1
base=/var/lib/cryo/exchange
patience=900

# Field 22 of /proc/PID/stat: a pid may be taken again, its start time not.
born() {
  read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # fields are to be split
  set -- ${stat##*) }
  echo "${20}"
}

remove() {
  rm -rf --one-file-system "$@"
}

mkdir -p "$base" || exit 1
for other in "$base"/*; do
  name=${other##*/}
  [ ! -d "$other" ] || [ "$(born "${name%%.*}")" = "${name#*.}" ] || remove "$other"
done
folder=$base/$$.$(born $$)
mkdir "$folder" || exit 1
echo "$folder"

IFS= read -r said || said=
if [ "$said" != "done" ]; then
  while [ $patience -gt 0 ]; do
    [ -e "/run/cryo/$id/frozen" ] || [ -e "/run/cryo/$id/holder" ] || break
    patience=$((patience - 1))
    sleep 1
  done
fi
remove "$folder"
rmdir "$base" /var/lib/cryo 2>/dev/null
exit 0
