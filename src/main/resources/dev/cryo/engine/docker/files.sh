# Answers questions about files, one a line on standard input, until that ends:
#
#   read OFFSET LENGTH PATH     the bytes, fewer where the file ends
#   list PATH                   the names in a folder, each ended by a null byte; nothing when there is no such folder
#   exists PATH                 "yes", or nothing
#
# Each answer is two lines: the bytes in base64, and what went wrong, or nothing.
exec 4>&1
while IFS= read -r question; do
  rest=${question#* }
  case $question in
    read\ *)
      offset=${rest%% *} rest=${rest#* }
      length=${rest%% *} path=${rest#* }
      # The block is small enough for memory that is only partly there: what is asked for is read, and no byte more.
      trouble=$({ dd if="$path" bs=65536 iflag=skip_bytes,count_bytes,fullblock skip="$offset" count="$length" \
        status=none 2>&3 | base64 -w 0 >&4; } 3>&1)
      ;;
    list\ *) trouble=$({ find "$rest/" -mindepth 1 -maxdepth 1 -printf '%f\0' 2>/dev/null | base64 -w 0 >&4; } 3>&1) ;;
    exists\ *)
      trouble=
      [ ! -e "$rest" ] || printf eWVz
      ;;
    *) trouble="'$question'?" ;;
  esac
  echo
  printf '%s' "$trouble" | tr '\n' ' '
  echo
done
