# Completion of cryo for bash: source <(cryo completion bash)

_cryo() {
    local rest program=$1
    # shellcheck disable=SC2088 # what was typed is compared, not expanded
    case $program in '~/'*) program=$HOME/${program#'~/'} ;; esac
    COMPREPLY=()
    # Cryo tells what is left to type, quoted; bash replaces the word at the cursor, as it divides words.
    while IFS= read -r rest; do
        COMPREPLY+=("$2$rest")
    done < <("$program" completion bash --line "${COMP_LINE:0:COMP_POINT}" 2>/dev/null </dev/null)
    case ${#COMPREPLY[@]} in
        # shellcheck disable=SC2016 # a dollar sign is meant
        0) case $2 in '~'* | *'$'*) compopt -o bashdefault -o default ;; esac ;;
        1) case ${COMPREPLY[0]} in */) compopt -o nospace ;; esac ;;
    esac
}

complete -o nosort -F _cryo cryo
