# bash completion of kubectl-lustre: source <(kubectl-lustre completion bash)
_kubectl_lustre() {
    local word=${COMP_WORDS[COMP_CWORD]} suggestion
    COMPREPLY=()
    while IFS= read -r suggestion; do
        if [[ $suggestion == "$word"* && ($suggestion != -* || $word == -*) ]]; then
            COMPREPLY+=("$suggestion")
        fi
    done < <(kubectl-lustre "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
}
complete -o default -F _kubectl_lustre kubectl-lustre
