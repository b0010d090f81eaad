#!/bin/sh
# What Docker's own checkpoints have left on this host.
#
#   leftovers.sh list DATA-ROOT      prints for each: KIBIBYTES dead|young|open|kept PATH
#   leftovers.sh clean PATH...       deletes those that are still dead
#
# containerd copies every checkpoint that is restored to /tmp/ctrd-checkpoint*, and leaves the copy there. Such a copy is dead
# when no process has a file in it open and nothing in it is younger than an hour. Checkpoints below DATA-ROOT are Docker's,
# and kept.
set -u

# Everybody may write to /tmp: only folders of root's with an ordinary name count.
is_copy() {
    case ${1#/tmp/ctrd-checkpoint} in
        "$1" | *[!A-Za-z0-9._-]*) return 1 ;;
    esac
    [ ! -h "$1" ] && [ -d "$1" ] && [ -n "$(find "$1" -maxdepth 0 -user 0)" ]
}

state() {
    if [ -n "$(find "$1" -mmin -60 | head -n 1)" ]; then
        echo young
    elif is_open "$1"; then
        echo open
    else
        echo dead
    fi
}

is_open() {
    grep -qF " $1" /proc/self/mountinfo && return 0
    for link in /proc/[0-9]*/cwd /proc/[0-9]*/root /proc/[0-9]*/fd/*; do
        case $(readlink "$link" 2>/dev/null) in
            "$1" | "$1"/*) return 0 ;;
        esac
    done
    return 1
}

size() {
    du -skx "$1" | cut -f 1
}

case $1 in
    list)
        for copy in /tmp/ctrd-checkpoint*; do
            is_copy "$copy" && echo "$(size "$copy") $(state "$copy") $copy"
        done
        for checkpoint in "$2"/containers/*/checkpoints/*; do
            [ -d "$checkpoint" ] && [ ! -h "$checkpoint" ] && echo "$(size "$checkpoint") kept $checkpoint"
        done
        ;;
    clean)
        shift
        for copy; do
            if is_copy "$copy" && [ "$(state "$copy")" = dead ]; then
                rm -rf --one-file-system "$copy" && echo "$copy"
            fi
        done
        ;;
esac
exit 0
