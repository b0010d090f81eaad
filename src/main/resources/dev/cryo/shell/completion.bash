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
    if [ ${#COMPREPLY[@]} -eq 1 ] && [ "${COMPREPLY[0]%/}" != "${COMPREPLY[0]}" ]; then
        compopt -o nospace
    fi
    # What bash has to expand first is left to it.
    if [ ${#COMPREPLY[@]} -eq 0 ] && [[ $2 == '~'* || $2 == *'$'* ]]; then
        compopt -o bashdefault -o default
    fi
}

complete -o nosort -F _cryo cryo
