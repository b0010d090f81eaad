# Leaves the cgroups of the container that it was started in for those of process 1, and becomes the script: what has
# begun goes on when that container ends.
#
#   sh -c outside.sh outside TEXT NAME [ARGUMENT...]
#
# Where it cannot, it stays: the container lives longer than any script.
while read -r _ _ _ root point rest; do
  kind=${rest#* - }
  case $kind in
    cgroup2\ *) wanted= ;;
    cgroup\ *) wanted=${kind##* } ;;
    *) continue ;;
  esac
  while IFS=: read -r _ controllers path; do
    case ,$wanted, in *",$controllers,"*) ;; *) [ -z "$wanted$controllers" ] || continue ;; esac
    [ "$root" = / ] || path=${path#"$root"}
    { echo 0 > "$point$path/cgroup.procs"; } 2>/dev/null || { echo 0 > "$point/cgroup.procs"; } 2>/dev/null
    break
  done < /proc/1/cgroup
done < /proc/self/mountinfo
text=$1
shift
exec sh -c "$text" "$@"
