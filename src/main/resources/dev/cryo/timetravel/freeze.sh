#!/bin/sh
# Freezes one container, dumps it, copies its filesystem changes of the same instant, and thaws it.
#
#   freeze.sh ID PID IMAGES WORK MODE DEADLINE LOG UPPER ARCHIVE OPTIONS [VOLUME ARCHIVE]...
#
# PID: process 1 of the container. MODE: "together-" before one of the others: it is one of several that are to stand
#   still together. "frozen NANOSECONDS" (of the clock) is said once it stands, and the dump begins at the line "dump"; after
#   it the container stands until the next line. "go" lets the container go on at once. "hold" keeps it standing after the
#   dump.
#   At the line "end" on standard input all its processes but the first are sent SIGKILL, which meets them before they
#   move again, and "ending" is answered: the engine is about to end the first one. The next line says that it has; when
#   none comes, it is ended here. "hold-quietly" the same, but no packet leaves the container from "end" on: those at the
#   other end of its connections do not hear that it is gone, and wait. The end of standard input without "end" (Cryo
#   died), and DEADLINE seconds, thaw it.
# LOG: the file of the container's log, or empty. UPPER: the folder of its filesystem changes, or empty. ARCHIVE: the
#   archive to be made of it, or empty. OPTIONS: lines for CRIU's configuration file, or empty. VOLUME: the folder of a
#   volume.
#
# Prints, a line each: "log BYTES", "dumped" when all is written, "thawed NANOSECONDS" (how long it stood still), or
# "failed STAGE", with the evidence on standard error.
#
# The container is thawed whatever happens: by this script in the ordinary case, else by the reader at the other end
# of its pipe, which sees the end of it once the script, runc and CRIU are all gone.
set -u
umask 077

id=$1 pid=$2 images=$3 work=$4 mode=$5 deadline=$6 log=$7 upper=$8 archive=$9
shift 9
options=$1
shift
base=/run/cryo/$id
mark=$base/frozen
together='' quietly=''
case $mode in *-quietly) quietly=yes mode=${mode%-quietly} ;; esac
case $mode in together-*) together=yes mode=${mode#together-} ;; esac

fail() {
  echo "failed $1"
  exit 1
}

root=
for candidate in /run/docker/runtime-*/*/"$id" /run/containerd/runc/*/"$id"; do
  [ -d "$candidate" ] && root=${candidate%/*}
done
[ -n "$root" ] || fail find

runtime() {
  runc --root "$root" "$@"
}

# Field 22 of /proc/PID/stat: a pid may be taken again, its start time not.
born() {
  read -r stat < "/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # fields are to be split
  set -- ${stat##*) }
  echo "${20}"
}

# owned OWNER: the freeze that is marked is this owner's.
owned() {
  read -r owner 2>/dev/null < "$mark/owner" && [ "$owner" = "$1" ]
}

# thaw OWNER: ends the freeze that this owner has marked; the mark of anybody else, and what it stands for, stay.
thaw() {
  owned "$1" || return 0
  runtime resume "$id" 2>/dev/null
  rm -rf "$base/criu.conf" "$mark"
}

# Sets group to the container's freezer of cgroup v1; to nothing on v2, where a frozen task can be traced and killed.
find_freezer() {
  group=/sys/fs/cgroup/freezer$(sed -n 's/^[0-9]*:freezer://p' "/proc/$pid/cgroup" 2>/dev/null)
  [ -e "$group/freezer.state" ] && [ "$group" != /sys/fs/cgroup/freezer/ ] || group=
}

tasks() {
  [ -z "$group" ] || find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null
}

# The engine kills process 1 only, and thaws then: until that has taken the others with it, they would go on, and write to
# files what the checkpoint does not know.
# They are those of its pid namespace, and only if it heads that: else the namespace is the host's, or another container's.
end_others() {
  [ "$(sed -n 's/^NSpid:.*[[:blank:]]//p' "/proc/$pid/status")" = 1 ] && [ "$pid" -gt 1 ] || return 0
  space=$(readlink "/proc/$pid/ns/pid") && [ -n "$space" ] || return 0
  # shellcheck disable=SC2044 # these paths are numbers and words
  for link in $(find /proc/[0-9]*/ns/pid -maxdepth 0 -lname "$(printf %s "$space" | sed 's/[][]/\\&/g')" 2>/dev/null); do
    task=${link#/proc/}
    task=${task%%/*}
    [ "$task" = "$pid" ] || kill -KILL "$task"
  done
}

# The network of a container is dropped with it, and what its end has put into that. One that is the host's, or that other
# containers have, too, is left alone.
silence() {
  net=$(readlink "/proc/$pid/ns/net") && space=$(readlink "/proc/$pid/ns/pid") || return 0
  # shellcheck disable=SC2044 # these paths are numbers and words
  for link in $(find /proc/[0-9]*/ns/net -maxdepth 0 -lname "$(printf %s "$net" | sed 's/[][]/\\&/g')" 2>/dev/null); do
    [ "$(readlink "${link%/net}/pid")" = "$space" ] || return 0
  done
  for tables in iptables ip6tables; do nsenter --net="/proc/$pid/ns/net" "$tables" -w -I OUTPUT -j DROP; done
}

# hold: what is said of a container that stands, see MODE.
hold() {
  said=$(timeout "$deadline" head -n 1)
  [ "$said" = end ] || return 0
  kill $watching 2>/dev/null # it would let them go on
  [ -z "$quietly" ] || silence 2>/dev/null
  end_others 2>/dev/null
  echo ending
  said=$(timeout "$deadline" head -n 1)
  [ -n "$said" ] || kill -KILL "$pid" 2>/dev/null
}

# CRIU would wait for ever for a stopped task: it can be traced only once it has moved, and the freezer does not let it.
refuse_stopped() {
  for task in $(tasks); do
    read -r stat 2>/dev/null < "/proc/$task/stat" || continue
    rest=${stat##*) }
    case $rest in
      [Tt]*)
        echo "process $task ($(cat "/proc/$task/comm" 2>/dev/null)) is stopped" >&2
        fail stopped
        ;;
    esac
  done
}

# In the freezer of cgroup v1 nobody dies: a task that is killed in the instant of the freeze would stand until the
# deadline, and CRIU and the killer with it. So it is let out, as often as CRIU freezes it again, and main hears of it.
# Process 1, once dying (it has no memory any more), waits for children that CRIU traces, and CRIU for it: main ends that.
# Runs in the background, without the pipes, for nobody is to wait for it; ends with the mark.
watch_kills() {
  exec < /dev/null > /dev/null 2>&1 3>&- 4>&-
  while sleep 0.1 && owned "$me"; do
    if [ ! -e "/proc/$pid/exe" ]; then
      kill -USR1 "$main"
    # SIGKILL is bit 8 of the mask. Without tasks (cgroup v2) xargs succeeds, and grep does not.
    elif tasks | sed 's|.*|/proc/&/status|' | xargs -r grep -hsE '^S(ig|hd)Pnd:.*[13579bdf]..$' | grep -q .; then
      kill -USR1 "$main"
      echo THAWED > "$group/freezer.state"
    fi
  done
}

# What is dumped then is of no single instant.
hear_of_kill() {
  killed=yes
  [ -e "/proc/$pid/exe" ] || [ -z "$dumping" ] || kill "$dumping"
}

# A page that has not come would be dumped as zeros. None goes missing later: only a start brings that about.
refuse_coming() {
  for coming in "$base"/coming/*; do
    { read -r other start < "$coming" && [ -n "$start" ]; } 2>/dev/null || continue
    [ "$(born "$other" 2>/dev/null)" != "$start" ] || fail coming
  done
}

freeze() {
  mkdir -p "$mark.$$" || fail mark
  echo "$me" > "$mark.$$/owner"
  # A mark has its owner from the first moment on: a folder with something in it is not renamed over.
  if ! mv -T "$mark.$$" "$mark" 2>/dev/null; then
    read -r other 2>/dev/null < "$mark/owner" || fail busy
    if [ "$(born "${other%% *}" 2>/dev/null)" = "${other#* }" ]; then
      fail busy
    fi
    thaw "$other" # what a dead one left standing
    mv -T "$mark.$$" "$mark" 2>/dev/null || fail busy
  fi
  find_freezer
  [ -z "$group" ] || refuse_stopped # not before: whom another dumps, stands stopped for CRIU
  # A container that its user has paused stays paused: then the mark is ours, the freeze is not. On cgroup v1 runc gives up
  # when many processes are being born; what it leaves frozen then is ours.
  tries=5
  until began=$(date +%s%N) && runtime pause "$id" 2> "$work/pause.err"; do
    tries=$((tries - 1))
    case $(runtime state "$id" 2>/dev/null) in
      *'"status": "paused"'*)
        [ $tries -lt 4 ] || rm -rf "$mark"
        break
        ;;
      *'"status": "running"'*) [ $tries -eq 0 ] || continue ;;
    esac
    rm -rf "$mark"
    cat "$work/pause.err" >&2
    fail pause
  done
  rm -f "$work/pause.err"
  watch_kills &
  watching=$!
}

# CRIU keeps packets away from the frozen container with a firewall rule. With libnftables it sets that itself; without, it
# starts iptables and ip6tables twice each, which is a fifth of the freeze of a small container.
lock_quickly() {
  grep -q 'libnftables\.so' "$(command -v criu)" || return 0
  case $(iptables --version 2>/dev/null) in *nf_tables*) echo 'network-lock nftables' ;; esac
}

# copy_files [FOLDER ARCHIVE]...
copy_files() {
  while [ $# -gt 0 ]; do
    [ -z "$2" ] || tar --create --file "$2" --directory "$1" --xattrs --xattrs-include='*' --numeric-owner \
      --sparse --one-file-system --warning=no-file-ignored . || return 1
    shift 2
  done
}

# With link-remap CRIU gives deleted files that live on a name again, link_remap.N, and takes it away at the end of a dump
# that leaves the container running. The restore needs it: so it is kept under a third name, by CRIU's own hook. Only
# what is newer than the mark is CRIU's: the container stands still.
keep_links() {
  cat > "$base/keep-links" <<'HOOK'
#!/bin/sh
[ "$CRTOOLS_SCRIPT_ACTION" = post-dump ] || exit 0
read -r upper < "${0%/*}/upper"
find "$upper" -xdev -name 'link_remap.[0-9]*' -cnewer "${0%/*}/frozen/owner" \
  -exec sh -c 'for file; do ln "$file" "${file%/*}/.cryo.${file##*/}" || exit 1; done' sh {} +
HOOK
  printf '%s\n' "$upper" > "$base/upper"
  chmod 700 "$base/keep-links"
  printf 'action-script %s\n' "$base/keep-links" >> "$configuration"
}

# Puts the kept names into the archive; where the container is about to be stopped, they stay for its restore.
archive_links() {
  rm -f "$base/keep-links" "$base/upper"
  find "$upper" -xdev -name '.cryo.link_remap.[0-9]*' -cnewer "$mark/owner" \
    -exec sh -c 'for file; do mv "$file" "${file%/*}/${file##*/.cryo.}"; done' sh {} +
  if [ -n "$archive" ]; then
    (cd "$upper" && find . -xdev -name 'link_remap.[0-9]*' -cnewer "$mark/owner" -print0) |
      tar --append --file "$archive" --directory "$upper" --xattrs --xattrs-include='*' --numeric-owner \
        --no-recursion --null --files-from=- 2>> "$work/tar.err"
  fi
  [ "$mode" = hold ] || find "$upper" -xdev -name 'link_remap.[0-9]*' -cnewer "$mark/owner" -delete
}

# A container that was made by plain runc has no annotation that names the configuration: then CRIU finds it by its
# environment, and what runc itself says to CRIU, which wins over that, is said to runc.
plainly() {
  flags=
  if grep -qF "\"org.criu.config=$configuration\"" "$root/$id/state.json"; then return; fi
  export CRIU_CONFIG_FILE="$configuration"
  for option in $options; do
    case $option in
      tcp-established | link-remap | ext-unix-sk | file-locks) flags="$flags --$option" ;;
      skip-in-flight) flags="$flags --tcp-skip-in-flight" ;;
    esac
  done
}

dump() {
  configuration=$base/criu.conf
  printf '%s\n' "$lock" "$options" > "$configuration"
  [ -z "$links" ] || keep_links
  plainly
  # shellcheck disable=SC2086 # the words are wanted
  timeout -k 10 "$deadline" runc --root "$root" checkpoint --leave-running $flags \
    --image-path "$images" --work-path "$work" "$id" > "$work/runc.out" 2>&1 &
  dumping=$!
  wait $dumping
  status=$?
  while kill -0 $dumping 2>/dev/null; do # hearing of a kill has ended the waiting, and not the dump
    wait $dumping
    status=$?
  done
  dumping=
  rm -f "$configuration"
  return $status
}

main() {
  read -r main _ < /proc/self/stat
  killed='' dumping=''
  trap hear_of_kill USR1
  lock=$(lock_quickly)
  links=
  case "
$options
" in *"
link-remap
"*) [ -z "$upper" ] || links=yes ;; esac
  refuse_coming
  freeze
  if [ -n "$together" ]; then
    echo "frozen $(date +%s%N)"
    said=$(timeout "$deadline" head -n 1)
    [ "$said" = dump ] || fail together
  fi
  [ -z "$log" ] || echo "log $(stat -c %s "$log" 2>/dev/null || echo 0)"
  copy_files "$upper" "$archive" "$@" 2> "$work/tar.err" &
  copying=$!
  dump
  dumped=$?
  wait $copying
  copied=$?
  if [ -n "$links" ]; then archive_links || copied=1; fi
  [ -z "$killed" ] || dumped=1
  if [ $dumped -eq 0 ] && [ $copied -eq 0 ]; then rm -f "$work/tar.err" "$work/runc.out"; fi
  told=
  if [ $dumped -eq 0 ] && [ $copied -eq 0 ] && [ "$mode$together" != go ]; then
    echo dumped
    told=yes
    hold
  fi
  if [ $dumped -eq 0 ]; then
    thaw "$me"
  elif owned "$me"; then
    # A CRIU whose runc was killed goes on, and freezes once more in the end: the mark stays for the reader, who waits.
    runtime resume "$id" 2>/dev/null
  fi
  ended=$(date +%s%N)
  if [ $dumped -ne 0 ] && [ -n "$killed" ]; then fail killed; fi
  if [ $dumped -ne 0 ]; then cat "$work/runc.out" >&2; fail dump; fi
  if [ $copied -ne 0 ]; then cat "$work/tar.err" >&2; fail filesystem; fi
  [ -n "$told" ] || echo dumped
  echo "thawed $((ended - began))"
  exit 0
}

tidy() {
  rm -rf "$mark.$$"
  thaw "$me"
  rmdir "$base" 2>/dev/null
}

# The first of the two may die of anything. It and all that it starts hold the pipe's end as descriptor 4; the second
# only waits for the end of that, thaws what is then still marked, and leaves nothing behind. (Redirected by exec: else the
# shell would keep another descriptor of the pipe, also in those of its children that are to have none.)
me="$$ $(born $$)"
exec 3>&1
{ exec 4>&1 >&3; main "$@"; } | { cat > /dev/null; tidy; }
