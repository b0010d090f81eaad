#!/bin/sh
# A plain Debian tree. Runs as root in mount and pid namespaces of its own, so that whoever ends its process 1 ends
# every process and mount of it.
#   base-tree.sh ROOT MIRROR SUITE VARIANT
# Lines that begin with "::" on standard output are for the user, the rest is the log.
set -eu
root=$1 mirror=$2 suite=$3 variant=$4

echo ":: fetching Debian $suite"
# Without certificates, apt in the tree could not ask a mirror that speaks https.
debootstrap --variant="$variant" --include=ca-certificates "$suite" "$root" "$mirror"
