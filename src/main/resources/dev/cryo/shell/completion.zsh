#compdef cryo
# Completion of cryo for zsh: source <(cryo completion zsh)

_cryo() {
    local value meaning program=${${(Q)words[1]}/#\~\//$HOME/}
    local line="${(j: :)words[1,CURRENT-1]} ${QIPREFIX}${PREFIX}"
    local -a values shown folders shownfolders
    while IFS=$'\t' read -r value meaning; do
        if [[ $value == */ ]]; then
            folders+=("$value") shownfolders+=("$value")
        else
            values+=("$value") shown+=("$value${meaning:+  -- $meaning}")
        fi
    done < <("$program" completion zsh --line "$line" 2>/dev/null </dev/null)
    if (( $#values + $#folders == 0 )); then
        # What zsh has to expand first is left to it.
        [[ $PREFIX == (\~*|*\$*) ]] && _files
        return
    fi
    # zsh quotes what it inserts.
    (( $#values )) && compadd -V cryo -l -d shown -a values
    (( $#folders )) && compadd -V folders -S '' -d shownfolders -a folders
    return 0
}

if (( $+functions[compdef] )); then
    compdef _cryo cryo
fi
