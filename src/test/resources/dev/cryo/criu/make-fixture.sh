#!/bin/sh
# Makes busybox.tar.gz: a real dump of a small container, and what /proc said of it just before.
#
#   make-fixture.sh OUT.tar.gz
#
# Runs as root on an engine host with docker, runc and CRIU, and an image "busybox" whose applets include
# sh, sleep, cat and httpd. The tests hold the values of the committed archive: a new one needs new values.
set -eu
out=$1
root=${RUNC_ROOT:-/run/docker/runtime-runc/moby}
work=$(mktemp -d)
name=cryo-fixture-$$
trap 'docker rm -f "$name" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT INT TERM

# Process 1 is a shell with an open file and a variable made while it runs; its children are a sleeper, a cat
# on a pipe, a listening web server, and an exited task that nobody waits for (a child of the sleeper).
id=$(docker run -d --name "$name" --runtime runc --network none --hostname fixture \
    --env MODE=calm --env 'GREETING=good morning' --env EMPTY= busybox sh -c '
        exec 3<>/tmp/notes
        echo "the first note" >&3
        treasure=$(expr 1000 + 234)-doubloons
        (sleep 0 & exec sleep 100000) &
        sleep 100001 | cat &
        httpd -f -p 127.0.0.1:8080 -h /tmp &
        wait')
sleep 2
mkdir "$work/images" "$work/seen"
for pid in $(docker top "$name" -eo pid | tail -n +2); do
    inside=$(sed -n 's/^NSpid:.*\t//p' "/proc/$pid/status")
    mkdir "$work/seen/$inside"
    for file in status cmdline environ maps stat auxv; do
        cat "/proc/$pid/$file" > "$work/seen/$inside/$file" || true
    done
    ls -l "/proc/$pid/fd" > "$work/seen/$inside/fd" 2>/dev/null || true
done
runc --root "$root" checkpoint --leave-running --image-path "$work/images" --work-path "$work/images" "$id"
rm -f "$work/images/dump.log"
chmod -R u+rwX,go+rX "$work"
tar -C "$work" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - images seen | gzip -9n > "$out"
