#!/bin/sh
# Tells what the engine host offers for checkpoints. Changes nothing.
#
#   host.sh
#
# Prints a line each: a word, and what there is. A word without anything: it is missing.
set -u
LC_ALL=C
export LC_ALL

# A word, and one line of what a command says.
first() {
  word=$1
  shift
  echo "$word $("$@" 2>/dev/null | head -n 1)"
}

first kernel uname -r
first machine uname -m
echo "criu $(criu --version 2>/dev/null | sed -n 's/^Version: //p')"
echo "check $(criu check 2>&1 | tail -n 1)"
for feature in uffd mem_dirty_track; do
  if criu check --feature $feature > /dev/null 2>&1; then echo "$feature yes"; else echo "$feature"; fi
done
first runc runc --version
while read -r key value; do
  if [ "$key" = CapEff: ]; then echo "cap $value"; fi
done < /proc/self/status
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo 'cgroup 2'; else echo 'cgroup 1'; fi
echo "room $(df --output=avail -B1 /run 2>/dev/null | tail -n 1)"
for program in iptables nft ip ss tar gzip setsid ctr perl; do
  if command -v $program > /dev/null; then echo "$program yes"; else echo "$program"; fi
done
