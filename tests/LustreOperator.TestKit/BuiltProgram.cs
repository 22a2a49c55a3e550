using System.Diagnostics;
using System.Text;

namespace LustreOperator.TestKit;

/// <summary>One of our programs, as it was built, running as a process of its own.</summary>
public sealed class BuiltProgram : IAsyncDisposable
{
    private static readonly TimeSpan s_stop = TimeSpan.FromSeconds(20);

    private readonly ProcessStartInfo _start;
    private readonly StringBuilder _log = new();
    private Process _process;

    private BuiltProgram(ProcessStartInfo start)
    {
        _start = start;
        _process = Run();
    }

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Folder of the programs as they are shipped: native, one file each; null where nobody made them.</summary>
    public static string? Shipped => Environment.GetEnvironmentVariable("LUSTRE_SHIPPED") is { Length: > 0 } folder ? folder : null;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public int ProcessId => _process.Id;

    /// <summary>
    /// Path of a program: as it is shipped, where tests/run.sh made it and named its folder by LUSTRE_SHIPPED, else as it was built, in the configuration of the tests.
    /// </summary>
    public static string PathOf(string project, string assembly)
    {
        if (Shipped is { } folder && File.Exists(Path.Combine(folder, assembly)))
        {
            return Path.Combine(folder, assembly);
        }

        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return RepositoryRoot.File("artifacts", "bin", project, configuration, assembly);
    }

    public static BuiltProgram Start(string project, string assembly, params string[] arguments) =>
        StartFile(PathOf(project, assembly), arguments);

    /// <summary>A program that is not where builds put theirs, such as a published one.</summary>
    public static BuiltProgram StartFile(string file, params string[] arguments) => new(
        new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });

    /// <summary>SIGKILL, and the same program again.</summary>
    public async Task KillAndRestartAsync()
    {
        await KillAsync();
        _process = Run();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Leftovers.OfThisProcess.Ended(_process.Id);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        _process = Run();
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        await Command.RunAsync("kill", ["-TERM", $"{_process.Id}"]);
        using var deadline = MachineTime.Limit(s_stop);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            Leftovers.OfThisProcess.Ended(_process.Id);
        }
        catch (OperationCanceledException late)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{_start.FileName} did not end within {s_stop} of SIGTERM; its log:\n{Log}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            _process.Dispose();
        }
    }

    private Process Run()
    {
        Process process = Process.Start(_start)!;
        Leftovers.OfThisProcess.Began(process);
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Write(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
