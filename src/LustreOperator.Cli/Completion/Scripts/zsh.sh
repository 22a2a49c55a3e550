# zsh completion of kubectl-lustre: source <(kubectl-lustre completion zsh)
_kubectl_lustre() {
    local -a suggestions
    suggestions=("${(@f)$(kubectl-lustre "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
    compadd -- $suggestions || _files
}
compdef _kubectl_lustre kubectl-lustre
