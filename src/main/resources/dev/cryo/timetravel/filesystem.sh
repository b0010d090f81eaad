#!/bin/sh
# Puts the filesystem changes of a container, and its volumes, back to what archives hold.
#
#   filesystem.sh rewind ID UPPER ARCHIVE [VOLUME ARCHIVE]...   unpacks each ARCHIVE beside its folder, prints "ready", and
#                                                               goes on as it is told
#   filesystem.sh mend ID UPPER STARTED KEPT [VOLUME]...        ends what a rewind has left that was cut short
#
# UPPER: the upper folder of the container's overlay; VOLUME: the folder of a volume. They are touched only while UPPER is
# not mounted ("loose"). What a rewind is told on standard input, a line each, and answers:
#
#   swap STARTED   "swapped": what was unpacked is in the folders' places, which are kept beside. STARTED: when the engine
#                  has last started the container
#   undo           "undone": the folders are as they were, and what was unpacked is gone. It ends
#   drop           "dropped": what the folders were is gone. It ends
#   keep KEPT      "kept": what the folders were is in KEPT, in filesystem.tar and volumes/0.tar, …, and is gone from here.
#                  It ends
#
# or "failed WHY". At the end of standard input (Cryo died) it leaves everything as it is. The next act on the container
# begins with "mend": a container that was not started since gets its files back ("undone"); where it runs or has run with
# the new ones, the former are put into KEPT ("kept"); what was unpacked only is dropped ("dropped"). "busy": somebody
# is at it.
set -u
umask 077

act=$1 id=$2 upper=$3
# "PID STARTTIME" of this script, and when the container had been started that was to be rewound. What is beside a folder:
# FOLDER.cryo-new, unpacked, and FOLDER.cryo-old, its former files.
owner=$upper.cryo-rewind

# Field 22 of /proc/PID/stat: a pid may be taken again, its start time not.
born() {
  read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # fields are to be split
  set -- ${stat##*) }
  echo "${20}"
}

# lives FILE: the process that the file names works yet.
lives() {
  read -r pid start 2>/dev/null < "$1" && [ -n "${start:-}" ] && [ "$(born "$pid")" = "$start" ]
}

# Becomes the owner of the container's files; of two that come at once, one does.
own() {
  if [ -e "$owner" ]; then
    ! lives "$owner" || return 1
    rm -f "$owner"
  fi
  (set -C && echo "$$ $(born $$)" > "$owner") 2>/dev/null
}

mounted() {
  grep -qF -e " ${upper%/*}/merged " -e "upperdir=$upper," /proc/self/mountinfo
}

# loose COMMAND...: does it while UPPER is not mounted. A daemon that was killed while it started the container counts one
# mount too many, and leaves the files mounted when the container ends, for good. It takes them for mounted at the next start
# too: what is taken off here is put back as it was. Nobody but a stopped container's daemon can have it: in use it is refused.
loose() {
  tries=0
  while mounted && [ $tries -lt 300 ]; do
    tries=$((tries + 1))
    sleep 0.01
  done
  if ! mounted; then
    "$@"
    return
  fi
  # "ID PARENT DEVICE ROOT PLACE OPTIONS ... - TYPE SOURCE OPTIONS"
  line=$(grep -F -m 1 -e " ${upper%/*}/merged " -e "upperdir=$upper," /proc/self/mountinfo)
  # shellcheck disable=SC2086 # fields are to be split; a place has no blanks, they are octal there
  place=$(set -f; set -- $line; echo "$5") options=${line##* - overlay * }
  if [ "$options" = "$line" ] || ! umount "$place" 2>/dev/null || mounted; then
    echo "the engine still has $place mounted" >&2
    return 1
  fi
  did=0
  "$@" || did=$?
  # Lower folders are told from the daemon's folder where their names would be too long.
  (cd "${upper%/*/*}" && mount -t overlay -o "$options" overlay "$place") || {
    echo "$place, which the engine takes for mounted, cannot be mounted again; restart the engine" >&2
    return 1
  }
  return $did
}

# exchanged FOLDER...: the former files of one are beside it.
exchanged() {
  for folder; do [ ! -d "$folder.cryo-old" ] || return 0; done
  return 1
}

# missing FOLDER...: one is not there, for an exchange was cut short.
missing() {
  for folder; do [ -d "$folder" ] || return 0; done
  return 1
}

# unpack FOLDER ARCHIVE [FOLDER ARCHIVE]...
unpack() {
  while [ $# -gt 0 ]; do
    rm -rf "$1.cryo-new"
    mkdir "$1.cryo-new" && tar --extract --file "$2" --directory "$1.cryo-new" --xattrs --xattrs-include='*' \
      --numeric-owner --same-owner --preserve-permissions || return 1
    shift 2
  done
}

# swap STARTED FOLDER...
swap() {
  # Before anything moves: from now on it tells whether the container was started since.
  echo "$1" >> "$owner" || return 1
  shift
  for folder; do
    mv -T "$folder" "$folder.cryo-old" && mv -T "$folder.cryo-new" "$folder" || return 1
  done
}

# undo FOLDER...
undo() {
  if exchanged "$@"; then
    loose put_back "$@" || { echo "the former files are in $upper.cryo-old" >&2; return 1; }
  fi
  for folder; do rm -rf "$folder.cryo-new"; done
  rm -f "$owner"
}

# put_back FOLDER...
put_back() {
  for folder; do
    if [ -d "$folder.cryo-old" ]; then
      rm -rf "$folder.cryo-new"
      [ ! -d "$folder" ] || mv -T "$folder" "$folder.cryo-new" || return 1
      mv -T "$folder.cryo-old" "$folder" || return 1
    fi
  done
}

# drop FOLDER...
drop() {
  for folder; do rm -rf "$folder.cryo-old" "$folder.cryo-new" || return 1; done
  rm -f "$owner"
}

# keep KEPT FOLDER...
keep() {
  kept=$1
  shift
  archive=filesystem.tar number=0
  for folder; do
    if [ -d "$folder.cryo-old" ]; then
      mkdir -p "$kept/volumes" && tar --create --file "$kept/.new" --directory "$folder.cryo-old" --xattrs \
        --xattrs-include='*' --numeric-owner --sparse --warning=no-file-ignored . &&
        mv "$kept/.new" "$kept/$archive" || return 1
    fi
    rm -rf "$folder.cryo-old" "$folder.cryo-new"
    archive=volumes/$number.tar number=$((number + 1))
  done
  rm -f "$owner"
}

# try WORD COMMAND...: does it, and answers.
try() {
  word=$1
  shift
  if said=$("$@" 2>&1); then echo "$word"; else echo "failed $(printf %s "$said" | tr '\n' ' ')" && return 1; fi
}

# rewind UPPER ARCHIVE [VOLUME ARCHIVE]...
rewind() {
  # A dump that goes on would see its container die.
  if lives "/run/cryo/$id/frozen/owner" || ! own; then
    echo busy
    exit 1
  fi
  for part; do
    if [ -e "$part.cryo-new" ] || [ -e "$part.cryo-old" ]; then
      echo "failed $part.cryo-* is in the way: of a rewind of another container with that volume, which works or was cut short"
      rm -f "$owner"
      exit 1
    fi
  done
  try ready unpack "$@" || unpacked=no
  # From now on the folders alone.
  pairs=$(($# / 2))
  while [ $pairs -gt 0 ]; do
    folder=$1
    shift 2
    set -- "$@" "$folder"
    pairs=$((pairs - 1))
  done
  if [ "${unpacked:-}" = no ]; then
    undo "$@"
    exit 1
  fi
  while read -r word rest; do
    case $word in
      swap) try swapped loose swap "$rest" "$@" ;;
      undo) try undone undo "$@"; exit ;;
      drop) try dropped drop "$@"; exit ;;
      keep) try kept keep "$rest" "$@"; exit ;;
    esac
  done
}

# mend STARTED KEPT FOLDER...
mend() {
  started=$1 into=$2
  shift 2
  { read -r _ && read -r swapped; } 2>/dev/null < "$owner" || swapped=
  # A restore that its dead Cryo has begun comes to its end by itself.
  tries=0
  while ! lives "$owner" && lives "/run/cryo/$id/holder" && [ $tries -lt 600 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  if lives "$owner" || lives "/run/cryo/$id/holder"; then
    echo busy
    exit 1
  fi
  if ! exchanged "$@"; then
    try dropped undo "$@"
  elif missing "$@" || { [ "$swapped" = "$started" ] && ! mounted; }; then
    try undone undo "$@"
  else
    try kept keep "$into" "$@"
  fi
}

case $act in
  rewind) shift 2; rewind "$@" ;;
  mend)
    started=$4 into=$5
    shift 5
    mend "$started" "$into" "$upper" "$@"
    ;;
  *)
    echo "filesystem.sh: '$act'?" >&2
    exit 2
    ;;
esac
