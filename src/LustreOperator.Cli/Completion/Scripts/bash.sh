# bash completion of kubectl-lustre: source <(kubectl-lustre completion bash)
_kubectl_lustre() {
    local IFS=$'\n'
    # shellcheck disable=SC2207 # one suggestion a line; bash 3 has no mapfile
    COMPREPLY=($(compgen -W "$(kubectl-lustre "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _kubectl_lustre kubectl-lustre
