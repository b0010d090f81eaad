#!/bin/sh
# Puts Cryo's runtime in runc's place for the time of one restore, and takes it away again.
#
#   shadow.sh look          tells whether that would work: "possible", "standing" (what the daemon calls is Cryo's runtime
#                           already), or "refused WHY"
#   shadow.sh put ID TEXT   ID: the container that is to be restored. TEXT: Cryo's runtime. Prints "there" or "refused WHY",
#                           and waits for a line, which says that the restore is over. At the end of standard input (Cryo
#                           died) a restore that has begun is waited for.
#
# The place is the runc that the daemon finds by its PATH; the runtime is mounted over it, so that no file is changed and
# there is a runc by that name at every moment. It passes on to the real one whatever is not a restore that Cryo has armed;
# see cryo-runtime. Several may want it at once: the last one takes it away. Should this script die, the reader at the other
# end of its pipe does. A host that goes down forgets it.
set -u
LC_ALL=C
export LC_ALL
umask 022

base=/run/cryo/shadow
runtime=$base/runtime
front=$base/front
real=$base/real

# Field 22 of /proc/PID/stat: a pid may be taken again, its start time not.
born() {
  read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # fields are to be split
  set -- ${stat##*) }
  echo "${20}"
}

lives() {
  [ -n "$1" ] && [ "$(born "$1")" = "$2" ]
}

refuse() {
  echo "refused $1"
  exit 1
}

# first PATH: the runc that a program with this PATH finds.
first() {
  (
    set -f
    IFS=:
    for part in $1; do
      part=${part%/}
      if [ -n "$part" ] && [ -f "$part/runc" ] && [ -x "$part/runc" ]; then
        echo "$part/runc"
        exit
      fi
    done
  )
}

# Sets target to the runc that the daemons find. The shims, which call it, have their PATH from containerd.
find_target() {
  target=
  for process in /proc/[0-9]*; do
    read -r name 2>/dev/null < "$process/comm" || continue
    case $name in dockerd | containerd) ;; *) continue ;; esac
    [ "$(readlink "$process/ns/mnt")" = "$(readlink /proc/self/ns/mnt)" ] || continue
    path=$(tr '\0' '\n' < "$process/environ" 2>/dev/null | sed -n 's/^PATH=//p' | head -n 1)
    found=$(first "$path")
    [ -n "$found" ] || refuse "$name (pid ${process##*/}) finds no runc: its PATH is '$path'"
    found=$(readlink -f "$found")
    if [ -n "$target" ] && [ "$target" != "$found" ]; then
      refuse "$name (pid ${process##*/}) finds $found and another daemon $target: its PATH is '$path'"
    fi
    target=$found
  done
  [ -n "$target" ] || refuse 'no dockerd or containerd is seen on the host, whose PATH would tell which runc they call'
  case $target in *[!A-Za-z0-9/_.-]*) refuse "$target is an unusual name" ;; esac
}

mounted() {
  grep -q "^[^ ]* [^ ]* [^ ]* [^ ]* $1 " /proc/self/mountinfo
}

standing() {
  ! mounted "$target" && case $(sed -n 2p "$target" 2>/dev/null | tr -d '\0' | head -c 200) in
    '# cryo-runtime:'*) ;;
    *) false ;;
  esac
}

in_use() {
  for user in "$base"/users/*; do
    name=${user##*/}
    if lives "${name%%.*}" "${name#*.}"; then return; fi
    rm -f "$user"
  done
  return 1
}

# The folder with runc is there as long as there is something to be locked.
lock() {
  exec 9< "${target%/*}"
  flock 9
}

unlock() {
  exec 9<&-
}

# The kernel gives the interpreter the name of the runtime, and that of the front as the first argument. So what a runc
# that is only just starting reads is not what it was started by.
write() {
  printf '#!/bin/sh %s\n' "$runtime" > "$front" && chmod 755 "$front" &&
    { echo shift && printf '%s\n' "$text" | sed "s#^find_runc || .*#_real=$real/${target##*/}#"; } > "$runtime" &&
    grep -qx "_real=$real/${target##*/}" "$runtime"
}

# The real one is reached by its folder: runc makes itself an overlay of that, which would not see a single file that is
# mounted. Private, or what covers the one would cover the other.
cover() {
  mount --bind "${target%/*}" "$real" && mount --make-private "$real" && mount --bind "$front" "$target" && mount -o remount,bind,exec "$target" &&
    "$target" --version > /dev/null 2>&1
}

put() {
  lock
  mkdir -p "$base/users" "$real" || refuse 'nothing can be written below /run/cryo'
  if ! in_use; then
    uncover
    if ! { write && cover; } 2> "$base/trouble"; then
      why=$(head -n 1 "$base/trouble")
      uncover
      rm -rf --one-file-system "$base"
      refuse "nothing can be mounted over $target: $why"
    fi
    rm -f "$base/trouble"
  fi
  : > "$base/users/$me"
  unlock
}

# Those that have found the runtime by the front go on with it, and with the real runc where it is mounted for them.
uncover() {
  if mounted "$target"; then umount -l "$target"; fi
  tries=0
  while [ $tries -lt 1000 ] && grep -lzx -e "$base/runtim[e]" /proc/[0-9]*/cmdline > /dev/null 2>&1; do
    tries=$((tries + 1))
    sleep 0.02
  done
  if mounted "$real"; then umount -l "$real"; fi
}

tidy() {
  lock
  rm -f "$base/users/$me"
  if [ -d "$base" ] && ! in_use; then
    uncover
    rm -rf --one-file-system "$base"
  fi
  unlock
}

main() {
  put
  (trap '' PIPE; echo there) 2>/dev/null # a Cryo that died meanwhile does not hear it
  IFS= read -r said || said=
  [ "$said" != "done" ] || exit 0
  patience=900
  while [ $patience -gt 0 ] && read -r pid start 2>/dev/null < "/run/cryo/$id/holder" && lives "$pid" "$start"; do
    patience=$((patience - 1))
    sleep 1
  done
  exit 0
}

case $1 in
  look)
    find_target
    if standing; then echo standing; else echo possible; fi
    ;;
  put)
    id=$2 text=$3
    find_target
    me=$$.$(born $$)
    exec 3>&1
    { main; } 4>&1 >&3 | { cat > /dev/null; tidy; }
    ;;
  *)
    echo "shadow.sh: '$1'?" >&2
    exit 2
    ;;
esac
