#!/bin/sh
# Puts the filesystem changes of a container back to what an archive holds.
#
#   filesystem.sh rewind ID UPPER ARCHIVE         unpacks ARCHIVE beside UPPER, prints "ready", and goes on as it is told
#   filesystem.sh mend ID UPPER STARTED ARCHIVE   ends what a rewind has left that was cut short
#
# UPPER: the upper folder of the container's overlay; it is touched only while nothing is mounted over it. What a rewind
# is told on standard input, a line each, and answers:
#
#   swap STARTED   "swapped": what was unpacked is in UPPER's place, which is kept beside it. STARTED: when the engine
#                  has last started the container
#   undo           "undone": UPPER is as it was, and what was unpacked is gone. It ends
#   keep ARCHIVE   "kept": what UPPER was is in ARCHIVE, unless that is empty, and is gone from here. It ends
#
# or "failed WHY". At the end of standard input (Cryo died) it leaves everything as it is. The next act on the container
# begins with "mend": a container that was not started since gets its files back ("undone"); where it runs or has run with
# the new ones, the former are put into ARCHIVE ("kept"); what was unpacked only is dropped ("dropped"). "busy": somebody
# is at it.
set -u
umask 077

act=$1 id=$2 upper=$3
new=$upper.cryo-new old=$upper.cryo-old
# "PID STARTTIME" of this script, and when the container had been started that was to be rewound.
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

unpack() {
  rm -rf "$new"
  mkdir "$new" && tar --extract --file "$1" --directory "$new" --xattrs --xattrs-include='*' --numeric-owner \
    --same-owner --preserve-permissions
}

swap() {
  tries=0
  while mounted; do
    tries=$((tries + 1))
    [ $tries -le 1000 ] || { echo "$upper is still mounted" >&2; return 1; }
    sleep 0.01
  done
  # Before anything moves: from now on it tells whether the container was started since.
  echo "$1" >> "$owner" && mv "$upper" "$old" && mv "$new" "$upper"
}

undo() {
  if [ -d "$old" ]; then
    ! mounted || { echo "$upper is mounted; its former files are in $old" >&2; return 1; }
    rm -rf "$new"
    [ ! -d "$upper" ] || mv "$upper" "$new" || return 1
    mv "$old" "$upper" || return 1
  fi
  rm -rf "$new" "$owner"
}

keep() {
  if [ -d "$old" ] && [ -n "$1" ]; then
    tar --create --file "$1.new" --directory "$old" --xattrs --xattrs-include='*' --numeric-owner \
      --sparse --warning=no-file-ignored . && mv "$1.new" "$1" || return 1
  fi
  rm -rf "$old" "$new" "$owner"
}

# try WORD COMMAND...: does it, and answers.
try() {
  word=$1
  shift
  if said=$("$@" 2>&1); then echo "$word"; else echo "failed $(printf %s "$said" | tr '\n' ' ')" && return 1; fi
}

rewind() {
  # A dump that goes on would see its container die.
  if lives "/run/cryo/$id/frozen/owner" || ! own; then
    echo busy
    exit 1
  fi
  try ready unpack "$1" || { rm -rf "$new" "$owner"; exit 1; }
  while read -r word rest; do
    case $word in
      swap) try swapped swap "$rest" ;;
      undo) try undone undo; exit ;;
      keep) try kept keep "$rest"; exit ;;
    esac
  done
}

mend() {
  started=$1
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
  if [ ! -d "$old" ]; then
    try dropped undo
  elif [ ! -d "$upper" ] || { [ "$swapped" = "$started" ] && ! mounted; }; then
    try undone undo
  else
    try kept keep "$2"
  fi
}

shift 3
case $act in
  rewind) rewind "$@" ;;
  mend) mend "$@" ;;
  *)
    echo "filesystem.sh: '$act'?" >&2
    exit 2
    ;;
esac
