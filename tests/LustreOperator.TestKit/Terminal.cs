using System.Diagnostics;
using System.Text;

namespace LustreOperator.TestKit;

/// <summary>A command on a terminal of its own, made by script(1): keys are typed into it, and it can be closed.</summary>
public sealed class Terminal : IAsyncDisposable
{
    private const string CtrlC = "\u0003";

    private readonly Process _script;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;

    /// <summary>Starts the command.</summary>
    /// <param name="command">A command line of the shell.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public Terminal(string command, IReadOnlyDictionary<string, string> environment)
    {
        // Where these tests themselves run beside a shell, which has them ignore Ctrl-C, the command does not.
        ProcessStartInfo start = new("env", ["--default-signal=INT,QUIT", "script", "--quiet", "--flush", "--return", "--command", command, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _script = Process.Start(start)!;
        Leftovers.OfThisProcess.Began(_script);
        _reading = ReadAsync();
    }

    /// <summary>What was printed until now.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public bool HasEnded => _script.HasExited;

    /// <summary>Everything that runs on it, and what that started, with the terminal's own process.</summary>
    public IReadOnlyList<RunningProcess> Processes() => RunningProcess.TreeOf(_script.Id);

    public async Task TypeCtrlCAsync()
    {
        await _script.StandardInput.WriteAsync(CtrlC);
        await _script.StandardInput.FlushAsync();
    }

    /// <summary>Closes it as a window is closed: what runs on it gets SIGHUP and can print no more.</summary>
    public void Close() => _script.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_script.HasExited)
        {
            _script.Kill(entireProcessTree: true);
        }

        await _reading;
        Leftovers.OfThisProcess.Ended(_script.Id);
        _script.Dispose();
    }

    private async Task ReadAsync()
    {
        char[] some = new char[4096];
        for (int read = 1; read > 0;)
        {
            read = await _script.StandardOutput.ReadAsync(some);
            lock (_output)
            {
                _output.Append(some, 0, read);
            }
        }
    }
}
