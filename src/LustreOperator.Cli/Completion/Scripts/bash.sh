# bash completion of kubectl-lustre: source <(kubectl-lustre completion bash)
_kubectl_lustre() {
    local answer
    COMPREPLY=()
    mapfile -t answer < <(kubectl-lustre __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    # The last line says whether names of files are wanted.
    if [[ ${#answer[@]} -gt 0 && ${answer[-1]} == :0 ]]; then
        compopt -o default
    fi
    if [[ ${#answer[@]} -gt 1 ]]; then
        COMPREPLY=("${answer[@]:0:${#answer[@]}-1}")
    fi
}
complete -F _kubectl_lustre kubectl-lustre
