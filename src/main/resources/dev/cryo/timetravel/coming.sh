#!/bin/sh
# Tells of pages that still come to a container that runs already (see guard.pl).
#
#   coming.sh count ID   prints how many, a line for each page process
#   coming.sh wait ID    prints how many they are, again and again, until all are in or nobody listens any more
#   coming.sh ended ID   prints when it was ended for want of them, in seconds of the clock, and why; only once
set -u
LC_ALL=C
export LC_ALL

act=$1 folder=/run/cryo/$2/coming

# Field 22 of /proc/PID/stat: a pid may be taken again, its start time not.
born() {
  read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # fields are to be split
  set -- ${stat##*) }
  echo "${20}"
}

# What CRIU's page process has written into its log, by whatever name that still has.
count() {
  for file in "/proc/$1/fd"/*; do
    case $(readlink "$file") in
      */lazy.log*)
        sed -n -e 's/^.*: Found \([0-9][0-9]*\) pages to be handled by UFFD$/found \1/p' \
          -e 's/^.*: uffd_copy: 0x[0-9a-f]*\/\([0-9][0-9]*\)$/copied \1/p' "$file" 2>/dev/null |
          awk '$1 == "found" { pages += $2 } $1 == "copied" { bytes += $2 } END { left = pages - bytes / 4096; if (left < 0) left = 0; print left }'
        return
        ;;
    esac
  done
  echo 0
}

# A line for each page process that serves the container; fails when there is none.
counts() {
  found=1
  for file in "$folder"/*; do
    { read -r pid start < "$file" && [ -n "$start" ]; } 2>/dev/null || continue
    [ "$(born "$pid")" = "$start" ] || continue
    found=0
    count "$pid"
  done
  return $found
}

case $act in
  count) counts ;;
  wait) while counts && ! timeout 0.2 cat > /dev/null; do :; done ;;
  ended)
    taken=$folder/.ended.$$
    mv "$folder/ended" "$taken" 2>/dev/null && cat "$taken" && rm -f "$taken"
    rmdir "$folder" "${folder%/*}" 2>/dev/null
    ;;
esac
exit 0
