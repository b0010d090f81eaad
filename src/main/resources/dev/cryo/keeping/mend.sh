#!/bin/sh
# Makes good what dumps and restores that died have left of one container on this host.
#
#   mend.sh ID PID STATUS UPPER
#
# PID: process 1 of the container, 0 when it does not run. STATUS: the engine's word. UPPER: the folder of its filesystem
# changes, or empty. Prints a line for each thing that was done. Nothing is touched while somebody dumps or restores.
set -u
LC_ALL=C
export LC_ALL

id=$1 pid=$2 status=$3 upper=$4
base=/run/cryo/$id

# Field 22 of /proc/PID/stat: a pid may be taken again, its start time not.
born() {
    read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
    # shellcheck disable=SC2086 # fields are to be split
    set -- ${stat##*) }
    echo "${20}"
}

# lives FILE: the process whose "PID STARTTIME" stands in it.
lives() {
    read -r owner start 2>/dev/null < "$1" && [ "$(born "$owner")" = "$start" ]
}

# A CRIU that works for runc does not say for which container.
somebody_works() {
    lives "$base/frozen/owner" && return 0
    for comm in /proc/[0-9]*/comm; do
        read -r name 2>/dev/null < "$comm" || continue
        case $name in
            criu) tr '\0' ' ' 2>/dev/null < "${comm%comm}cmdline" | grep -q ' lazy-pages ' || return 0 ;;
            runc) tr '\0' ' ' 2>/dev/null < "${comm%comm}cmdline" | grep -qE " (checkpoint|restore) .*$id" && return 0 ;;
        esac
    done
    return 1
}

frozen() {
    while IFS= read -r line; do
        path=${line##*:}
        case $line in
            0::*) [ "$(cat "/sys/fs/cgroup$path/cgroup.freeze" 2>/dev/null)" = 1 ] && return 0 ;;
            *:freezer:*) [ "$(cat "/sys/fs/cgroup/freezer$path/freezer.state" 2>/dev/null)" = FROZEN ] && return 0 ;;
        esac
    done < "/proc/$pid/cgroup"
    return 1
}

resume() {
    for root in /run/docker/runtime-*/*/"$id" /run/containerd/runc/*/"$id"; do
        [ ! -d "$root" ] || runc --root "${root%/*}" resume "$id" 2>/dev/null
    done
}

thaw() {
    if [ -d "$base/frozen" ]; then
        resume
        rm -rf "$base/frozen" "$base/criu.conf"
        echo "ended a freeze whose checkpoint had died"
    elif [ "$status" = running ] && frozen; then
        resume
        if frozen; then echo "it stands frozen, and cannot be thawed"; else echo "thawed it: it stood frozen"; fi
    elif [ "$status" = paused ] && ! frozen; then
        echo "it runs, though the engine says that it is paused: 'docker unpause' and look"
    fi
}

in_network() {
    nsenter --target "$pid" --net -- "$@" 2>/dev/null
}

# CRIU keeps all packets away from what it dumps; killed, it leaves its rules there.
open_network() {
    [ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ] || return 0
    for tables in iptables ip6tables; do
        if in_network $tables -w 5 -S CRIU >/dev/null; then
            in_network $tables -w 5 -D INPUT -j CRIU
            in_network $tables -w 5 -D OUTPUT -j CRIU
            in_network $tables -w 5 -F CRIU
            in_network $tables -w 5 -X CRIU && echo "removed CRIU's chain from $tables: it kept all packets away"
        fi
    done
    for table in $(in_network nft list tables | sed -n 's/^table inet \(CRIU-[0-9a-zA-Z-]*\)$/\1/p'); do
        in_network nft delete table inet "$table" && echo "removed CRIU's table $table: it kept all packets away"
    done
}

# What CRIU's hook keeps for a moment: see freeze.sh.
remove_links() {
    count=$(find "$upper" -xdev -name '.cryo.link_remap.[0-9]*' -print -delete | wc -l)
    [ "$count" -eq 0 ] || echo "removed $count names that a checkpoint had kept of deleted files"
}

disarm() {
    [ -e "$base/holder" ] && [ ! -d "$base/restoring" ] || return 0
    ! lives "$base/holder" || return 0
    if [ -e "$base/server" ] && lives "$base/server"; then
        kill -KILL "$owner"
    fi
    rm -rf "$base/arm" "$base/arm.new" "$base/holder" "$base/server" "$base/said"
    rmdir "$base" 2>/dev/null
    echo "disarmed it: whoever wanted to restore it has died"
}

case $id in *[!0-9a-f]* | '') exit 2 ;; esac
somebody_works && exit 0
if [ "$pid" -gt 0 ] && [ -d "/proc/$pid" ]; then
    thaw
    open_network
fi
if [ -n "$upper" ] && [ -d "$upper" ]; then remove_links; fi
disarm
exit 0
