#!/bin/sh
# Makes witness.tar.gz: a real dump of witness.c in a container, and what /proc said of it just before.
#
#   make-fixture.sh PROGRAM OUT.tar.gz
#
# Runs as root on an engine host with docker, runc and CRIU, and an image "busybox". PROGRAM is witness.c, built with
# gcc -static -O0 -g -pthread. The tests hold the values of the committed archive: a new one may need new values.
set -eu
program=$1 out=$2
root=${RUNC_ROOT:-/run/docker/runtime-runc/moby}
work=$(mktemp -d)
name=cryo-witness-$$
trap 'docker rm -f "$name" >/dev/null 2>&1 || true; rm -rf --one-file-system "$work"' EXIT INT TERM

docker create --name "$name" --runtime runc --network none --hostname witness --memory 64m \
    --env TOKEN=s3cr3t-t0k3n --env 'ODD=a "b" c' busybox /witness >/dev/null
docker cp "$program" "$name:/witness"
docker start "$name" >/dev/null
id=$(docker inspect --format '{{.Id}}' "$name")
until docker logs "$name" | grep -q ready; do sleep 0.1; done
sleep 0.3
mkdir "$work/images" "$work/seen"
for pid in $(docker top "$name" -eo pid | tail -n +2); do
    inside=$(sed -n 's/^NSpid:.*\t//p' "/proc/$pid/status")
    mkdir "$work/seen/$inside"
    for file in status cmdline environ maps stat auxv mountinfo cgroup timers net/tcp net/unix; do
        cat "/proc/$pid/$file" >"$work/seen/$inside/$(basename "$file")" || true
    done
    ls -l "/proc/$pid/fd" >"$work/seen/$inside/fd" 2>/dev/null || true
    for fd in "/proc/$pid/fdinfo"/*; do
        echo "fd: ${fd##*/}"
        cat "$fd"
    done >"$work/seen/$inside/fdinfo"
    for task in "/proc/$pid/task"/*; do cat "$task/status"; done >"$work/seen/$inside/tasks"
done
runc --root "$root" checkpoint --leave-running --tcp-established --file-locks --image-path "$work/images" \
    --work-path "$work/images" "$id"
rm -f "$work/images/dump.log"
chmod -R u+rwX,go+rX "$work"
tar -C "$work" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - images seen | gzip -9n >"$out"
