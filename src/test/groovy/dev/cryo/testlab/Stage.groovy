package dev.cryo.testlab

/**
 * A moment in the work of a verb, known by what can be seen of it on the engine's host: nothing in Cryo says where it is.
 *
 * @param name what the table calls it
 * @param seen a shell condition over the functions and variables of {@link #WATCH}
 */
record Stage(String name, String seen) {

    static final Stage BEFORE = new Stage('before the freeze', 'draft && [ ! -e "$base" ] && ! logged')
    static final Stage FROZEN = new Stage('frozen', 'frozen && draft && ! logged')
    static final Stage DUMPING = new Stage('dumping', 'frozen && draft && logged && ! dumped')
    static final Stage HELD = new Stage('dumped, being stored', 'frozen && dumped')
    static final Stage STORED = new Stage('stored, not yet stopped', 'frozen && more && [ -d "/proc/$pid" ]')
    static final Stage STOPPED = new Stage('stopped, not yet noted', 'more && [ ! -d "/proc/$pid" ]')
    static final Stage THAWED = new Stage('thawed, being stored', '[ ! -e "$base/frozen" ] && dumped')
    static final Stage BETWEEN = new Stage('between two checkpoints', 'more && ! draft && [ ! -e "$base" ]')
    static final Stage SECOND_FROZEN = new Stage('frozen, the second time', "more && ${FROZEN.seen()}")
    static final Stage SECOND_DUMPING = new Stage('dumping, the second time', "more && ${DUMPING.seen()}")
    static final Stage SECOND_THAWED = new Stage('thawed, the second being stored', "more && ${THAWED.seen()}")
    static final Stage UNPACKING = new Stage('unpacking the files', '[ -d "$upper.cryo-new" ] && [ -d "/proc/$pid" ]')
    static final Stage ENDED = new Stage('ended, files not yet exchanged', '[ ! -d "/proc/$pid" ] && [ -d "$upper.cryo-new" ]')
    static final Stage SWAPPED = new Stage('files exchanged', '[ -d "$upper.cryo-old" ] && [ ! -d "$base/arm" ] && [ ! -d "$base/restoring" ] && [ ! -d "$base/restored" ]')
    static final Stage ARMED = new Stage('armed', '[ -d "$base/arm" ]')
    static final Stage RESTORING = new Stage('CRIU restoring', '[ -d "$base/restoring" ] && process criu swrk')
    static final Stage PAGES = new Stage('waiting for the memory', '[ -d "$base/restoring" ] && process cryo-runtime " start "')
    static final Stage RESTORED = new Stage('before the receipt', '[ -d "$base/restored" ]')
    static final Stage KEEPING = new Stage('keeping the former files', 'process tar "$upper.cryo-old"')

    /** Waits for a stage, and kills a process then. Prints "seen", then "killed" or "gone"; "missed" when told that all is over. */
    static final String WATCH = '''
        # this is the watcher
        id=$1 pid=$2 upper=$3 timeline=$4 before=$5 seen=$6 comm=$7 words=$8 over=$9
        base=/run/cryo/$id
        while IFS=: read -r _ controllers path; do
          case ,$controllers, in
            ,freezer,) [ ! -e "/sys/fs/cgroup/freezer$path/freezer.state" ] || freezer=/sys/fs/cgroup/freezer$path/freezer.state ;;
            ,,) [ -n "${freezer:-}" ] || freezer=/sys/fs/cgroup$path/cgroup.freeze ;;
          esac
        done 2>/dev/null < "/proc/$pid/cgroup"

        frozen() { [ -e "$base/frozen" ] && read -r state 2>/dev/null < "$freezer" && { [ "$state" = FROZEN ] || [ "$state" = 1 ]; }; }
        draft() { for draft in "$timeline"/.draft-*; do [ ! -d "$draft" ] || return 0; done; return 1; }
        logged() { set -- "$draft"/*/dump.log; [ -s "$1" ]; }
        dumped() { draft && grep -qs 'Dumping finished successfully' "$draft"/*/dump.log; }
        more() { set -- "$timeline"/*/checkpoint.json; [ -e "$1" ] && [ $# -gt "$before" ]; }

        # process COMM WORDS: sets found to the one of these names; of several, to one that has descriptor 4
        process() {
          found=
          for candidate in /proc/[0-9]*; do
            read -r name 2>/dev/null < "$candidate/comm" && [ "$name" = "$1" ] || continue
            case $(tr '\\0' ' ' 2>/dev/null < "$candidate/cmdline") in
              *'this is the watcher'*) ;;
              *"$2"*)
                [ -n "$found" ] && [ ! -e "$candidate/fd/4" ] || found=${candidate#/proc/}
                ;;
            esac
          done
          [ -n "$found" ]
        }

        until eval "$seen"; do
          if [ -e "$over" ]; then echo missed; exit; fi
          sleep 0.002
        done
        echo seen
        [ -n "$comm" ] || exit 0
        if process "$comm" "$words" && kill -9 "$found" 2>/dev/null; then echo killed; else echo gone; fi'''
}
