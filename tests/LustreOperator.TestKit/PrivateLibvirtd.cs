using System.Diagnostics;

namespace LustreOperator.TestKit;

/// <summary>
/// A libvirtd of a test's own with real QEMU in software emulation, ready within a second. It ends when it is disposed of, and also when the test
/// process ends in any way: its lifeline is a pipe from here.
/// </summary>
public sealed class PrivateLibvirtd : IAsyncDisposable
{
    private static readonly string[] s_programs = ["libvirtd", "virtlogd", "qemu-system-x86_64", "virsh", "unshare", "setpriv", "nsenter", "ip"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _rig;
    private readonly string _inside;

    private PrivateLibvirtd(Process rig, string inside, string socketDirectory, string domainPrefix)
    {
        _rig = rig;
        _inside = inside;
        SocketDirectory = socketDirectory;
        DomainPrefix = domainPrefix;
    }

    /// <summary>Why it cannot run here, in words for a skipped test; null when it can.</summary>
    public static string? Missing => Programs.Missing("A private libvirtd", s_programs);

    public string Uri => $"qemu+unix:///system?socket={SocketDirectory}/libvirt-sock";

    /// <summary>Where its sockets, log and configuration are. Visible inside and outside alike.</summary>
    public string SocketDirectory { get; }

    /// <summary>What the names of its domains are to begin with: cgroups are the machine's, and shared with other rigs.</summary>
    public string DomainPrefix { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="locale">What language it speaks, as <c>de_DE.UTF-8</c>; null: English.</param>
    /// <exception cref="InvalidOperationException">It did not come up; the message has its logs.</exception>
    public static async Task<PrivateLibvirtd> StartAsync(string? locale = null)
    {
        string id = Guid.NewGuid().ToString("N")[..8];
        string directory = Path.Combine(Path.GetTempPath(), $"private-libvirtd-{id}");
        string script = Path.Combine(AppContext.BaseDirectory, "rig", "private-libvirtd.sh");
        Process rig = Process.Start(new ProcessStartInfo("bash", [script, directory, $"t{id}", locale ?? string.Empty])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            using CancellationTokenSource deadline = MachineTime.Limit(s_patience);
            string? answer = await rig.StandardOutput.ReadLineAsync(deadline.Token);
            return answer?.Split(' ') is ["ready", { } inside]
                ? new PrivateLibvirtd(rig, inside, directory, $"t{id}")
                : throw new InvalidOperationException($"The private libvirtd did not start: {await rig.StandardError.ReadToEndAsync(deadline.Token)}");
        }
        catch
        {
            await EndAsync(rig);
            throw;
        }
    }

    /// <summary>Runs plain virsh against it and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">virsh failed; the message is its own.</exception>
    public Task<string> Virsh(params string[] arguments) => RunAsync("virsh", ["-c", Uri, .. arguments]);

    /// <summary>Runs a command among its processes, mounts and network interfaces.</summary>
    /// <exception cref="InvalidOperationException">The command failed; the message is its own.</exception>
    public Task<string> Inside(params string[] command) =>
        RunAsync("nsenter", ["--target", _inside, "--mount", "--pid", "--net", "--", .. command]);

    /// <summary>Sends libvirtd a signal: <c>KILL</c> (it is started again), <c>STOP</c>, <c>CONT</c>.</summary>
    public Task SignalDaemon(string signal) => Inside("bash", "-c", $"kill -{signal} $(cat /run/libvirtd.pid)");

    public async ValueTask DisposeAsync() => await EndAsync(_rig);

    private static async Task EndAsync(Process rig)
    {
        using (rig)
        {
            rig.StandardInput.Close();
            try
            {
                using CancellationTokenSource deadline = MachineTime.Limit(s_patience);
                await rig.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                rig.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        using CancellationTokenSource deadline = MachineTime.Limit(s_patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await errors}{await output}");
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {s_patience.TotalSeconds} s.", exception);
        }
    }
}
