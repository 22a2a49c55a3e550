# zsh completion of kubectl-lustre: source <(kubectl-lustre completion zsh)
_kubectl_lustre() {
    local -a answer
    answer=("${(@f)$(kubectl-lustre __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    # The last line says whether names of files are wanted.
    if [[ ${answer[-1]} == :0 ]]; then
        _files
        return
    fi
    compadd -- "${(@)answer[1,-2]}"
}
compdef _kubectl_lustre kubectl-lustre
