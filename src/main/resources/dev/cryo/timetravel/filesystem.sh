#!/bin/sh
# Puts the filesystem changes of a stopped container back to what an archive holds.
#
#   filesystem.sh prepare UPPER ARCHIVE     unpacks the archive beside UPPER
#   filesystem.sh swap UPPER                puts it in UPPER's place, which is kept beside it
#   filesystem.sh undo UPPER                puts UPPER back as it was, and drops what was prepared
#   filesystem.sh drop UPPER ARCHIVE        writes what UPPER was into ARCHIVE, unless that is empty, and drops it
#
# UPPER is the upper folder of the container's overlay; it is touched only while nothing is mounted over it.
set -u

act=$1 upper=$2 archive=${3:-}
new=$upper.cryo-new old=$upper.cryo-old

mounted() {
  grep -qF -e " ${upper%/*}/merged " -e "upperdir=$upper," /proc/self/mountinfo
}

case $act in
  prepare)
    # A swap that was cut short is undone first: old files are the container's, new ones are ours.
    [ ! -d "$old" ] || [ -d "$upper" ] || mv "$old" "$upper"
    rm -rf "$new"
    mkdir "$new" || exit 1
    if ! tar --extract --file "$archive" --directory "$new" --xattrs --xattrs-include='*' --numeric-owner \
      --same-owner --preserve-permissions; then
      rm -rf "$new"
      exit 1
    fi
    ;;
  swap)
    tries=0
    while mounted; do
      tries=$((tries + 1))
      [ $tries -le 1000 ] || { echo "$upper is still mounted" >&2; exit 1; }
      sleep 0.01
    done
    rm -rf "$old"
    mv "$upper" "$old" && mv "$new" "$upper"
    ;;
  undo)
    rm -rf "$new"
    if [ -d "$old" ]; then
      ! mounted || { echo "$upper is mounted; its former files are in $old" >&2; exit 1; }
      rm -rf "$upper" && mv "$old" "$upper"
    fi
    ;;
  drop)
    [ -d "$old" ] || exit 0
    if [ -n "$archive" ]; then
      tar --create --file "$archive.new" --directory "$old" --xattrs --xattrs-include='*' --numeric-owner \
        --sparse --warning=no-file-ignored . && mv "$archive.new" "$archive" || exit 1
    fi
    rm -rf "$old"
    ;;
  *)
    echo "filesystem.sh: '$act'?" >&2
    exit 2
    ;;
esac
