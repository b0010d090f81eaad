#!/bin/sh
# Tells what stands in one running container, for the question what of it a dump will refuse. Changes nothing.
#
#   examine.sh PID CONNECTIONS
#
# PID: process 1 of the container. CONNECTIONS: "yes" lists TCP connections, for which the kernel walks a big table. Prints facts, a line each, of which the first word says what it is about:
#
#   cgroup 1|2                    which version the freezer is of
#   user NS                       the user namespace of this script
#   process PID                   a process in the container's cgroups
#   link PATH TARGET              what a symbolic link below /proc/PID (fd, ns) names; what would end a line in it is \001
#   named PATH                    that descriptor's file still has the name it was opened by
#   file PATH MODE MAJOR:MINOR LINKS BLOCKS DEVICE INODE   what a descriptor is open on (hexadecimal mode and numbers)
#   /proc/self/status:CapEff: HEX the capabilities of this script, which CRIU will have, too
#   PATH:LINE                     a telling line of status, fdinfo, maps, net/tcp, mountinfo; of syscall, when it sleeps
#   peer STATE INODE PEER         a unix socket and its other end; "peer none" when they cannot be told
#   hint DEVICE INODE             what is watched and lies where CRIU will find it again
#
# Few programs are started, and only once for all processes: this runs before every checkpoint.
set -u
LC_ALL=C
export LC_ALL
pid=$1 connections=$2

version=2
group=
# nanosleep, and clock_nanosleep for a time, not until one: as x86-64 and arm64 number them
asleep='^((35|101) 0x|(230|115) 0x[0-9a-f]+ 0x0 )'

list() {
  while read -r task; do pids="$pids $task"; done 2>/dev/null < "$1/cgroup.procs"
  for below in "$1"/*/; do
    [ ! -d "$below" ] || list "${below%/}"
  done
}

examine() {
  while IFS=: read -r _ controllers path; do
    case ,$controllers, in
      ,freezer,)
        # A kernel may have that of v1 where the host has v2 alone.
        [ -d /sys/fs/cgroup/freezer ] || continue
        version=1 group=/sys/fs/cgroup/freezer$path
        break # the shell reads byte by byte
        ;;
      ,,) [ -n "$group" ] || group=/sys/fs/cgroup$path ;;
    esac
  done 2>/dev/null < "/proc/$pid/cgroup"
  echo "cgroup $version"

  pids=
  case $group in /sys/fs/cgroup/freezer/ | /sys/fs/cgroup/ | '') ;; *) list "$group" ;; esac
  case " $pids " in *" $pid "*) ;; *) pids="$pids $pid" ;; esac

  links='/proc/self/ns/user' files='' texts="/proc/self/status /proc/$pid/mountinfo"
  for task in $pids; do
    echo "process $task"
    links="$links /proc/$task/fd /proc/$task/ns"
    files="$files /proc/$task/fd/*"
    texts="$texts /proc/$task/status /proc/$task/maps /proc/$task/fdinfo/* /proc/$task/syscall"
  done

  # shellcheck disable=SC2086 # the words are wanted
  found=$(find $links -maxdepth 1 -type l -printf 'link %p %l\0' 2>/dev/null | tr '\n\0' '\001\n')
  printf '%s\n' "$found"
  # A file may really be called so: then its name leads to it.
  case $found in
    *' (deleted)'*)
      printf '%s\n' "$found" | while IFS= read -r line; do
        case $line in
          *' (deleted)')
            line=${line#link }
            if [ "${line%% *}" -ef "/proc/$pid/root${line#* }" ]; then echo "named ${line%% *}"; fi
            ;;
        esac
      done
      ;;
  esac
  # shellcheck disable=SC2086
  stat -L -c 'file %n %f %t:%T %h %b %d %i' $files 2>/dev/null
  case $connections,$found in yes,*' socket:['*) texts="$texts /proc/$pid/net/tcp /proc/$pid/net/tcp6" ;; esac
  # shellcheck disable=SC2086
  told=$(grep -s -H -E -e '^(Name|State|PPid|Uid|NSpid|VmRSS|TracerPid|CapEff|lock|inotify|fanotify)[: ]' -e '(\(deleted\)|io_uring\]|\[uprobes\])$' -e "$asleep" -e '^ *[0-9]+: ' -e '^[0-9]+ [0-9]+ ' $texts)
  printf '%s\n' "$told"

  case $found in
    *' socket:['*)
      if sockets=$(nsenter -t "$pid" -n ss -x -a -n -H 2>/dev/null); then
        printf '%s\n' "$sockets" | while read -r _ state _ _ _ inode _ peer _; do echo "peer $state $inode $peer"; done
      else
        echo 'peer none'
      fi
      ;;
  esac

  # CRIU looks for what is watched in these folders; elsewhere on an overlay it does not find it again.
  case $told in
    *notify*)
      root=/proc/$pid/root
      find "$root/." -maxdepth 0 -printf 'hint %D %i\n'
      find "$root/etc" "$root/var/spool" "$root/var/log" "$root/usr/share/dbus-1/system-services" \
        "$root/var/lib/polkit-1/localauthority" "$root/usr/share/polkit-1/actions" "$root/lib/udev" \
        -xdev -printf 'hint %D %i\n' 2>/dev/null | head -n 100000
      ;;
  esac
}

# Names may hold what some readers take for the end of a line; the kernel escapes newlines only.
examine | tr '\r' '\001'
