#!/usr/bin/env bash
# Completion of `kubectl lustre`: kubectl calls this, by the name kubectl_complete-lustre on PATH, with the words after `lustre`, the last
# of which is being typed. It answers with a suggestion a line, options only when one is begun, and a directive: 0 lets the shell complete
# file names too.
set -euo pipefail
line="kubectl-lustre $*"
word=${!#}
while IFS= read -r suggestion; do
    if [[ $suggestion == "$word"* && ($suggestion != -* || $word == -*) ]]; then
        printf '%s\n' "$suggestion"
    fi
done < <(kubectl-lustre "[suggest:${#line}]" "$line" 2>/dev/null)
echo :0
