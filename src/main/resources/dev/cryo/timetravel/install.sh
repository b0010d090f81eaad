#!/bin/sh
# What "install" looks at and does on an engine host, one act a call.
#
#   install.sh look ROOT           prints "daemon PID", "config FILE" and a line "flag WORD" for each word of the daemon's
#                                  command line that a configuration file may not repeat. ROOT: where the daemon keeps
#                                  its data, which tells it from others
#   install.sh put FILE MODE SIZE  standard input, SIZE bytes, becomes FILE: whole, or not at all. A FILE that is there
#                                  keeps its owner and mode
#   install.sh keep FILE           copies FILE to FILE.before-cryo, unless that is there
#   install.sh drop FILE...        removes files
#   install.sh reload PID          asks the daemon to read its configuration anew; nothing is taken down
set -u
umask 022

act=$1
shift

words() {
  tr '\0' '\n' < "/proc/$1/cmdline" 2>/dev/null
}

# The daemons that live where this script does.
daemons() {
  for process in /proc/[0-9]*; do
    read -r name 2>/dev/null < "$process/comm" || continue
    [ "$name" = dockerd ] || continue
    [ "$(readlink "$process/ns/mnt")" = "$(readlink /proc/self/ns/mnt)" ] && echo "${process##*/}"
  done
}

look() {
  found=$(daemons)
  # shellcheck disable=SC2086 # pids
  set -- "$1" $found
  root=$1
  shift
  if [ $# -gt 1 ]; then
    for pid; do
      shift
      if words "$pid" | grep -qxF -e "$root" -e "--data-root=$root"; then set -- "$@" "$pid"; fi
    done
  fi
  if [ $# -ne 1 ]; then
    echo "$# processes dockerd could be it" >&2
    exit 1
  fi
  echo "daemon $1"
  config=$(words "$1" | sed -n -e '/^--config-file$/{n;p;}' -e 's/^--config-file=//p' | head -n 1)
  echo "config ${config:-/etc/docker/daemon.json}"
  words "$1" | sed -n 's/^\(--add-runtime\|--default-runtime\).*/flag \1/p'
}

put() {
  file=$1 mode=$2 size=$3
  new=$file.cryo-new
  mkdir -p "${file%/*}" || exit 1
  rm -f "$new"
  if [ -e "$file" ]; then cp -p "$file" "$new"; else : > "$new" && chmod "$mode" "$new"; fi || exit 1
  if cat > "$new" && [ "$(wc -c < "$new")" -eq "$size" ] && sync "$new" && mv -f "$new" "$file"; then
    return
  fi
  rm -f "$new"
  exit 1
}

case $act in
  look) look "$@" ;;
  put) put "$@" ;;
  keep) [ -e "$1.before-cryo" ] || [ ! -e "$1" ] || cp -p "$1" "$1.before-cryo" ;;
  drop) rm -f "$@" ;;
  reload) kill -HUP "$1" ;;
  *)
    echo "install.sh: '$act'?" >&2
    exit 2
    ;;
esac
