using System.Diagnostics;
using System.Globalization;

namespace LustreOperator.TestKit;

/// <summary>
/// Ends what this process leaves when it is killed before it could end its programs: a shell in a session of its own, whose standard input is a pipe from
/// here, is told of each program and each temporary folder, and takes away what is still there when the pipe ends.
/// </summary>
public sealed class Leftovers : IDisposable
{
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' INT TERM HUP
        declare -A programs
        folders=()
        # When a process began: its number may be another's later.
        began() { local stat; stat=$(<"/proc/$1/stat") && stat=${stat##*) } && set -- $stat && echo "${20}"; }
        while read -r word what; do
            case $word in
                program) programs[$what]=$(began "$what") ;;
                ended) unset "programs[$what]" ;;
                folder) folders+=("$what") ;;
            esac
        done
        for signal in TERM KILL; do
            for step in {1..100}; do
                left=()
                for pid in "${!programs[@]}"; do
                    [[ -z ${programs[$pid]} || $(began "$pid") != "${programs[$pid]}" ]] || left+=("$pid")
                done
                [[ ${#left[@]} -gt 0 ]] || break 2
                [[ $step != 1 ]] || kill -"$signal" "${left[@]}"
                sleep 0.1
            done
        done
        [[ ${#folders[@]} -eq 0 ]] || rm -rf "${folders[@]}"
        """;

    private static readonly Lazy<Leftovers> s_ofThisProcess = new(() => new Leftovers());

    private readonly Lock _lock = new();
    private readonly StreamWriter _shell = Process.Start(
        new ProcessStartInfo("setsid", ["bash", "-c", Script, "leftovers"]) { UseShellExecute = false, RedirectStandardInput = true })!.StandardInput;

    /// <summary>Of this process: its pipe ends with it, in whatever way.</summary>
    public static Leftovers OfThisProcess => s_ofThisProcess.Value;

    /// <summary>A program began.</summary>
    public void Began(Process program) => Tell("program", program.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>A program ended, and its number may become another's.</summary>
    public void Ended(int program) => Tell("ended", program.ToString(CultureInfo.InvariantCulture));

    /// <summary>A folder is to be removed, with all that is in it.</summary>
    public void Made(string folder) => Tell("folder", folder);

    public void Dispose() => _shell.Dispose();

    private void Tell(string word, string what)
    {
        lock (_lock)
        {
            _shell.WriteLine($"{word} {what}");
            _shell.Flush();
        }
    }
}
