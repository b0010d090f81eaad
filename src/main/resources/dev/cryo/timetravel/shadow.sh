#!/bin/sh
# Puts Cryo's runtime in front of runc for the time of one restore, and takes it away again.
#
#   shadow.sh look          tells whether that would work: "possible", "standing" (Cryo's runtime stands there for good), or
#                           "refused WHY"
#   shadow.sh put ID TEXT   ID: the container that is to be restored. TEXT: Cryo's runtime. Prints "there" or "refused WHY",
#                           and waits for a line, which says that the restore is over. At the end of standard input (Cryo
#                           died) a restore that has begun is waited for.
#
# The runtime passes on to the real runc whatever is not a restore that Cryo has armed; see cryo-runtime. Several may want
# it at once: the last one takes it away. Should this script die, the reader at the other end of its pipe does. What a host
# that went down has left is known by its last line; it harms nobody, and goes with the next restore.
set -u
LC_ALL=C
export LC_ALL
umask 022

folder=/usr/local/sbin
file=$folder/runc
users=/run/cryo/shadow
mark='# Stands here for the time of a restore; Cryo takes it away.'

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

ours() {
  [ -f "$file" ] && [ ! -L "$file" ] && [ "$(tail -n 1 "$file" | head -c 200)" = "$mark" ]
}

standing() {
  [ -f "$file" ] && [ -x "$file" ] && case $(sed -n 2p "$file" | head -c 200) in '# cryo-runtime:'*) ;; *) false ;; esac
}

# finds_us PATH: whether a program with this PATH finds a runc in our folder first, and another one behind it.
finds_us() {
  (
    seen=
    set -f
    IFS=:
    for part in $1; do
      part=${part%/}
      if [ "$part" = "$folder" ]; then
        seen=yes
      elif [ -n "$part" ] && [ -x "$part/runc" ]; then
        [ -n "$seen" ]
        exit
      fi
    done
    exit 1
  )
}

# The shims have their PATH from containerd, and call runc by it.
check_path() {
  found=
  for process in /proc/[0-9]*; do
    read -r name 2>/dev/null < "$process/comm" || continue
    case $name in dockerd | containerd) ;; *) continue ;; esac
    [ "$(readlink "$process/ns/mnt")" = "$(readlink /proc/self/ns/mnt)" ] || continue
    path=$(tr '\0' '\n' < "$process/environ" 2>/dev/null | sed -n 's/^PATH=//p' | head -n 1)
    finds_us "$path" || refuse "$name (pid ${process##*/}) does not find a runc in $folder first: its PATH is '$path'"
    found=yes
  done
  [ -n "$found" ] || refuse 'no dockerd or containerd is seen on the host, whose PATH would tell where they look for runc'
}

check_place() {
  if ours; then return; fi
  if [ -e "$file" ] || [ -L "$file" ]; then refuse "there is a $file already, and it is none of Cryo's"; fi
  if [ ! -d "$folder" ] || [ ! -w "$folder" ]; then refuse "$folder is no folder that can be written"; fi
}

in_use() {
  for user in "$users"/*; do
    name=${user##*/}
    if lives "${name%%.*}" "${name#*.}"; then return; fi
    rm -f "$user"
  done
  return 1
}

lock() {
  exec 9< "$folder"
  flock 9
}

unlock() {
  exec 9<&-
}

put() {
  check_place
  lock
  check_place
  if ! { (umask 077 && mkdir -p "$users") && : > "$users/$me"; }; then refuse 'nothing can be written below /run/cryo'; fi
  rm -f "$folder"/.runc.cryo.*
  # One of another Cryo's that is in use stays as it is: what it does has been the same always.
  if ! ours || ! { rm -f "$users/$me" && in_use; }; then
    new=$folder/.runc.cryo.$$
    if ! { printf '%s\n%s\n' "$text" "$mark" > "$new" && chmod 755 "$new"; }; then
      rm -f "$new" "$users/$me"
      refuse "$folder cannot be written"
    fi
    # A name that somebody has taken meanwhile is not written over.
    if ours; then mv -f "$new" "$file"; else ln "$new" "$file"; fi || {
      rm -f "$new" "$users/$me"
      refuse "there is a $file already, and it is none of Cryo's"
    }
    rm -f "$new"
  fi
  : > "$users/$me"
  unlock
}

# A runc that is only just starting must find the script that it was started as.
quiet() {
  tries=0
  while [ $tries -lt 100 ] && grep -lzx -e "$folder/run[c]" /proc/[0-9]*/cmdline > /dev/null 2>&1; do
    tries=$((tries + 1))
    sleep 0.02
  done
}

tidy() {
  [ -d "$folder" ] || return
  lock
  rm -f "$users/$me" "$folder/.runc.cryo.$$"
  if ! in_use; then
    if ours; then
      quiet
      rm -f "$file"
    fi
    rmdir "$users" 2>/dev/null
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
    if ! ours && standing; then
      echo standing
    else
      check_path
      check_place
      echo possible
    fi
    ;;
  put)
    id=$2 text=$3
    me=$$.$(born $$)
    exec 3>&1
    { main; } 4>&1 >&3 | { cat > /dev/null; tidy; }
    ;;
  *)
    echo "shadow.sh: '$1'?" >&2
    exit 2
    ;;
esac
