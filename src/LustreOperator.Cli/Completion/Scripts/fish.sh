# fish completion of kubectl-lustre: kubectl-lustre completion fish | source
function __kubectl_lustre
    set -l words (commandline -opc)
    set -l answer (kubectl-lustre __complete $words[2..] (commandline -ct) 2>/dev/null)
    # The last line says whether names of files are wanted.
    if test "$answer[-1]" = ":0"
        __fish_complete_path (commandline -ct)
    else if test (count $answer) -gt 1
        printf '%s\n' $answer[1..-2]
    end
end
complete -c kubectl-lustre -f -a '(__kubectl_lustre)'
