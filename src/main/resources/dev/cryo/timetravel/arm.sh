#!/bin/sh
# Arms one container, so that its next start restores a checkpoint, and stays until that is over.
#
#   arm.sh ID TOKEN IMAGES WORK PAGES DEADLINE STOPPED OPTIONS READER HOSTNAME ADDRESSES PERL
#
# PAGES: "lazy" serves the pages from a process of their own, which fills all of them in while the container stands
#   still; "early" lets it run meanwhile, guarded by PERL, a program (guard.pl); "eager" leaves that to CRIU. DEADLINE:
#   seconds for which the arm holds. STOPPED: the pids, inside the container and a line each, that stood stopped at the
#   dump and stay so. OPTIONS: lines for CRIU's configuration.
#   READER: empty where root alone reads the images. "copy GROUP" makes a copy that the group reads, too, and that lasts
#   as long as the arm; "share GROUP" lets it read IMAGES itself.
#
# Prints "begun" when nobody else is at it, and "armed" when all is ready; the container may still run. Prints "failed STAGE"
# instead when it could not arm. Waits for these lines, or for the end of standard input: Cryo died.
#
#   start   the container does not run any more, and the engine is about to be asked to start it. "starting" is answered when
#           the arm is in place; before that "forgotten", when the runtime has one of that name: "end" ends it, which is to
#           be said only if the engine takes it for stopped
#   done    this is over, well or not
#
# Then the arm goes, if nobody took it and no start is to come. A start that took it is waited for. Nothing of it is left in
# the end, but for a container that runs while its pages come: the page process, the guard, and its folder "coming".
#
# What the runtime reads, and writes: see cryo-runtime.
set -u
umask 077
trap '' PIPE # a Cryo that has died does not hear it: no reason to leave everything behind

id=$1 token=$2 images=$3 work=$4 pages=$5 deadline=$6 stopped=$7 options=$8 reader=$9
shift 9
hostname=$1 addresses=$2 perl=$3
base=/run/cryo/$id
server=

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

# One whose container runs already is the guard's.
end_server() {
  read -r pid start 2>/dev/null < "$base/server" || return 0
  ! grep -qsxF "$pid $start" "$base"/coming/* || return 0
  ! lives "$pid" "$start" || kill -KILL "$pid"
}

# A CRIU that was killed in a restore leaves all cgroup hierarchies mounted in its work directory: what is removed there
# would be removed from the machine. So those mounts go first, and no removal crosses into a mount.
clear() {
  while read -r _ _ _ _ point _; do
    case $point in "$work"/.criu.cgyard.*) umount -R "$point" 2>/dev/null || umount -l "$point" ;; esac
  done < /proc/self/mountinfo
  find "$base" -mindepth 1 -maxdepth 1 ! -name coming -exec rm -rf --one-file-system {} + 2>/dev/null
  rmdir "$base" 2>/dev/null
}

# What is left of guards that have all died, together with the page process.
forget_coming() {
  for mark in "$base"/coming/* "$base"/coming/.*-*; do
    { read -r pid start < "$mark" && [ -n "$start" ]; } 2>/dev/null || continue
    lives "$pid" "$start" || rm -f "$mark"
  done
  rmdir "$base/coming" 2>/dev/null
}

# guard ARGUMENT...
guard() {
  command -v perl > /dev/null || { echo 'cannot guard: there is no perl'; return 1; }
  printf '%s' "$perl" | setsid perl - "$@"
}

# The guard is there before anything is restored.
guard_pages() {
  guard "$base" "$token" "$server" > "$base/guarding" 2>&1 3>&- 4>&-
  tries=0
  until [ -s "$base/guarding" ] || [ $tries -ge 1000 ]; do
    tries=$((tries + 1))
    sleep 0.005
  done
  grep -qx guarding "$base/guarding" || { cat "$base/guarding" >&2; fail guard; }
  : > "$base/arm.new/early"
}

# CRIU reads the first images before the mapping of users is written, as root, and all others as the root inside: so
# they belong to both, which the former one's user and the latter's group make possible. Folders on the way need not be
# passable: CRIU opens the image directory before, and files relative to it.
share() {
  case $reader in
    '') return 0 ;;
    copy\ *)
      mkdir "$base/images" || return 1
      find "$images" -maxdepth 1 -type f -exec cp -t "$base/images" {} + || return 1
      images=$base/images
      ;;
  esac
  chgrp -Rh "${reader#* }" "$images" && chmod -R g+rX "$images"
}

# A connection can be made anew only from an address that the network has, and with a way to the other end; the engine brings
# both when CRIU is done. So the loopback device lends them meanwhile, by CRIU's own hook, and nothing can leave by it.
lend_addresses() {
  {
    echo '#!/bin/sh'
    # shellcheck disable=SC2016 # for the hook to expand
    echo 'case $CRTOOLS_SCRIPT_ACTION in setup-namespaces) act=add ;; post-restore) act=del ;; *) exit 0 ;; esac
network() { nsenter --net="/proc/$CRTOOLS_INIT_PID/ns/net" ip "$@"; }
# The network of the host, or of another container, has all this already.
[ "$(readlink "/proc/$CRTOOLS_INIT_PID/ns/net")" != "$(readlink /proc/self/ns/net)" ] || exit 0
[ -z "$(network -o addr show | grep -v "^[0-9]*: lo ")" ] || exit 0
network link set lo up'
    for address in $addresses; do
      case $address in
        *:*) echo "network -6 addr \$act $address/128 dev lo && network -6 route \$act default dev lo src $address" ;;
        *) echo "network addr \$act $address/32 dev lo && network route \$act default dev lo src $address" ;;
      esac
    done
    echo 'exit 0'
  } > "$base/lend-addresses"
  chmod 700 "$base/lend-addresses"
  echo "action-script $base/lend-addresses" >> "$base/arm.new/criu.conf"
}

# What a killed arm.sh has left of other containers' memory; a restore that took its arm may still need it.
sweep() {
  for copy in /run/cryo/*/images; do
    other=${copy%/*}
    if read -r pid start 2>/dev/null < "$other/holder" && lives "$pid" "$start"; then continue; fi
    [ -d "$other/restoring" ] || rm -rf --one-file-system "$copy"
  done
}

# young FOLDER: it is there, and not for long.
young() {
  [ -n "$(find "$1" -maxdepth 0 -newermt '-3 seconds' 2>/dev/null)" ]
}

# release FOLDER: takes away what is mounted below it. "runc delete" would remove what is in there: a runc that was killed in
# a restore leaves the container's own files mounted as criu-root.
release() {
  while read -r _ _ _ _ point _; do
    case $point in "$1"/*) umount -R "$point" 2>/dev/null || umount -l "$point" ;; esac
  done < /proc/self/mountinfo
  ! grep -qF " $1/" /proc/self/mountinfo
}

# A container that runs, or stands restored, although the engine takes it for stopped: it died while it started it. At
# the next start it would find that out, end it, and take that end for the end of the new one, whose log stands still
# then; or the runtime would refuse the new one, for it has one of that name. A young one may be what somebody starts at
# this moment, or what an engine that came back is about to end: that is waited for.
forgotten() {
  seen=
  for candidate in /run/docker/runtime-*/*/"$id" /run/containerd/runc/*/"$id"; do
    [ -d "$candidate" ] || continue
    seen=yes tries=0
    while young "$candidate" && [ $tries -lt 50 ]; do
      tries=$((tries + 1))
      sleep 0.1
    done
  done
  [ -n "$seen" ]
}

end_forgotten() {
  for candidate in /run/docker/runtime-*/*/"$id" /run/containerd/runc/*/"$id"; do
    if [ -d "$candidate" ] && release "$candidate"; then end_task "${candidate%/*}"; fi
  done
  sleep 2 # until the engine has heard of that end
}

# end_task ROOT: through containerd where that is possible, for else it would keep the task.
end_task() {
  for socket in /run/docker/containerd/containerd.sock /run/containerd/containerd.sock; do
    [ ! -S "$socket" ] || timeout 10 ctr --address "$socket" --namespace "${1##*/}" tasks delete --force "$id" 2>/dev/null
  done
  [ ! -d "$1/$id" ] || runc --root "$1" delete --force "$id" 2>/dev/null
}

# A Cryo that died meanwhile does not hear it, which is no reason to leave all this behind.
tell() {
  (trap '' PIPE; echo "$1") 2>/dev/null
}

# hear: sets word to the next line; fails at the end of them, and at the deadline.
hear() {
  word=$(timeout "$deadline" head -n 1) && [ -n "$word" ]
}

# Notes what is said, up to "done", the end of it, or the deadline.
listen() {
  : > "$base/said"
  while hear; do
    if [ "$word" = start ] && forgotten; then
      tell forgotten
      hear || return
      [ "$word" != end ] || { end_forgotten; word=start; }
    fi
    if [ "$word" != start ]; then
      echo "$word" >> "$base/said"
      return
    fi
    mv "$base/arm.new" "$base/arm" || fail arm # not before: a start by somebody else would have taken it
    echo start > "$base/said"
    tell starting
  done
}

fail() {
  [ -z "${mine:-}" ] || { end_server; clear; }
  echo "failed $1"
  exit 1
}

# wait_while TENTHS CONDITION
wait_while() {
  tries=0
  while [ $tries -lt "$1" ] && "$2"; do
    tries=$((tries + 1))
    sleep 0.1
  done
}

armed() {
  [ -d "$base/arm" ]
}

# Somebody has taken the arm, and is not yet done; whether the runtime knows the container is asked only now and then.
under_way() {
  for taken in "$base/restoring" "$base"/taken.*; do
    [ -d "$taken" ] || continue
    [ $((tries % 20)) -eq 19 ] || return 0
    for candidate in /run/docker/runtime-*/*/"$id" /run/containerd/runc/*/"$id"; do
      [ ! -d "$candidate" ] || return 0
    done
  done
  return 1
}

# What follows when nobody talks any more.
end() {
  case $(cat "$base/said" 2>/dev/null) in
    *done) rm -rf "$base/arm" ;;
    *)
      # Nobody told how it ended. A start that was asked for comes yet, and without the arm it would start the container
      # anew.
      if [ -s "$base/said" ]; then wait_while 100 armed; fi
      rm -rf "$base/arm"
      # One that is under way still needs the images and the page process; one that failed has left no container with the
      # runtime.
      wait_while $((deadline * 10)) under_way
      ;;
  esac
  end_server
  clear
}

main() {
  mkdir -p "$base"
  if read -r pid start 2>/dev/null < "$base/holder" && lives "$pid" "$start"; then
    fail busy
  fi
  end_server # of one that died
  forget_coming
  clear
  sweep
  mkdir -p "$base"
  mine=yes
  echo "$me" > "$base/holder"
  if [ "$pages" = early ]; then guard test >&2 || fail guard; fi
  tell begun
  mkdir -p "$work" "$base/arm.new" || fail work
  share || fail images

  if [ "$pages" != eager ]; then
    rm -f "$work/lazy.log" "$work/lazy-pages.socket"
    setsid criu lazy-pages --images-dir "$images" --work-dir "$work" -v4 -o lazy.log \
      < /dev/null > "$work/lazy.err" 2>&1 3>&- 4>&- &
    server=$!
    echo "$server $(born $server)" > "$base/server"
    # It would starve the container if it were killed for want of memory in the middle.
    echo -1000 2>/dev/null > "/proc/$server/oom_score_adj"
    cp "$base/server" "$base/arm.new/lazy"
  fi

  read -r uptime _ < /proc/uptime
  echo "$images" > "$base/arm.new/image"
  echo "$work" > "$base/arm.new/work"
  echo "$token" > "$base/arm.new/token"
  echo "$((${uptime%%.*} + deadline))" > "$base/arm.new/deadline"
  cp "$base/holder" "$base/arm.new/holder"
  printf '%s\n' "$stopped" > "$base/arm.new/stopped"
  printf '%s\n' "$options" > "$base/arm.new/criu.conf"
  [ -z "$addresses" ] || lend_addresses
  [ -z "$hostname" ] || printf '%s\n' "$hostname" > "$base/arm.new/hostname"
  if [ "$pages" != eager ]; then
    # It has been starting meanwhile.
    tries=0
    until [ -S "$work/lazy-pages.socket" ]; do
      tries=$((tries + 1))
      if [ $tries -gt 2000 ] || ! kill -0 $server 2>/dev/null; then
        cat "$work/lazy.err" >&2
        fail pages
      fi
      sleep 0.005
    done
  fi
  [ "$pages" != early ] || guard_pages
  tell armed
  listen
  end
}

# The first of the two may die of anything. It and who listens for it hold the pipe's end as descriptor 4; the second only
# waits for the end of that, and does then what is left to do.
me="$$ $(born $$)"
exec 3>&1
{ exec 4>&1 >&3; main; } | {
  cat > /dev/null
  if read -r held 2>/dev/null < "$base/holder" && [ "$held" = "$me" ]; then end; fi
}
