#!/bin/sh
# The layer of an image from a tree.
#   image.sh ROOT TAR
set -eu
echo ":: packing the image"
# The container engine makes these folders' content anew for each container.
tar -C "$1" --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' --numeric-owner -cf "$2" .
