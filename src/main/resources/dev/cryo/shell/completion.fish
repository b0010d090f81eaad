# Completion of cryo for fish: cryo completion fish >~/.config/fish/completions/cryo.fish

function __cryo_complete
    set -l line (commandline -cp | string collect)
    set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
    set -l offered ($program completion fish --line $line 2>/dev/null </dev/null)
    # What fish has to expand first is left to it.
    if test (count $offered) -eq 0; and string match -qr '^~|\$' -- (commandline -ct)
        __fish_complete_path (commandline -ct)
        return
    end
    # fish quotes what it inserts.
    test (count $offered) -gt 0; and printf '%s\n' $offered
end

complete -c cryo -f -k -a '(__cryo_complete)'
