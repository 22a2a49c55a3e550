using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace LustreOperator.TestKit;

/// <summary>
/// A whole KVM host of a test's own in software emulation, with two NUMA nodes, an IOMMU, functions to pass through and a real libvirtd: see
/// rig/README.md. It ends when it is disposed of, and also when the test process ends in any way: its lifeline is a pipe from here. When
/// LUSTRE_VIRTUAL_HOST_DIR names the folder of one that was booted by hand, that one is used and left running.
/// </summary>
public sealed class VirtualHost : IAsyncDisposable
{
    /// <summary>Where the inside reaches the API server that <see cref="ForwardApiAsync"/> names.</summary>
    public const string ApiAddress = "https://10.0.2.100:6443";

    private const string AttachVariable = "LUSTRE_VIRTUAL_HOST_DIR";
    private const int Attempts = 3;

    private static readonly string[] s_programs = ["qemu-system-x86_64", "libvirtd", "virsh", "modprobe", "udevadm", "python3", "setpriv", "apt-get", "dpkg"];

    /// <summary>The first boot fetches 70 MB of packages; the script itself gives up sooner on a host that does not come up.</summary>
    private static readonly TimeSpan s_boot = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly Process? _rig;
    private readonly int _shellPort;

    private VirtualHost(Process? rig, string directory)
    {
        int[] ports = [.. File.ReadAllText(Path.Combine(directory, "ports")).Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
        _rig = rig;
        _shellPort = ports[1];
        Folder = directory;
        Uri = $"qemu+tcp://127.0.0.1:{ports[0]}/system";
    }

    /// <summary>Why it cannot run here, in words for a skipped test; null when it can.</summary>
    public static string? Missing => Attached is null ? Programs.Missing("A virtual host", s_programs) : null;

    /// <summary>libvirtd's URI.</summary>
    public string Uri { get; }

    /// <summary>Where its disks and its console are, outside.</summary>
    public string Folder { get; }

    /// <summary>Whether its QEMU is gone, which it is on its own accord only by a fault of the emulator's.</summary>
    public bool HasEnded
    {
        get
        {
            try
            {
                // An ended process that its parent has not taken notice of has no command line any more; another process may have got its number.
                string pid = File.ReadAllText(Path.Combine(Folder, "pid")).Trim();
                return !File.ReadAllText($"/proc/{pid}/cmdline").Contains(Path.Combine(Folder, "console.log"), StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    private static string? Attached => Environment.GetEnvironmentVariable(AttachVariable) is { Length: > 0 } folder ? folder : null;

    private static string Script { get; } = Path.Combine(AppContext.BaseDirectory, "rig", "virtual-host.sh");

    /// <summary>Boots one and waits until libvirtd knows its functions.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message ends with its console's last lines.</exception>
    public static async Task<VirtualHost> BootAsync()
    {
        if (Attached is { } folder)
        {
            return new VirtualHost(rig: null, folder);
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await BootOnceAsync();
            }
            catch (InvalidOperationException taken) when (attempt < Attempts && taken.Message.Contains("host forwarding rule", StringComparison.Ordinal))
            {
                // Somebody else took a port between our choice and QEMU's start.
            }
        }
    }

    /// <summary>Where the inside sees a file of this machine. It is read-only there, and what was seen once is not looked at again.</summary>
    public static string Outside(string path) => "/outside" + Path.GetFullPath(path);

    /// <summary>Fails at once where waiting would be in vain.</summary>
    /// <exception cref="InvalidOperationException">The host has ended; the message ends with its console's last lines.</exception>
    public void MustRun()
    {
        if (HasEnded)
        {
            throw new InvalidOperationException($"the virtual host's QEMU has ended, see dmesg for a crash; its console:\n{ConsoleTail()}");
        }
    }

    /// <summary>Runs a shell command inside as root; one that takes longer than a minute, or than <paramref name="limit"/>, is killed.</summary>
    /// <exception cref="TimeoutException">There was no answer: the host hangs.</exception>
    public async Task<CommandResult> ShellAsync(string command, TimeSpan? limit = null)
    {
        MustRun();
        TimeSpan allowed = limit ?? s_limit;
        using var deadline = MachineTime.Limit(allowed + s_end);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(IPAddress.Loopback, _shellPort, deadline.Token);
            await using NetworkStream stream = connection.GetStream();
            byte[] question = JsonSerializer.SerializeToUtf8Bytes(new { command, limit = allowed.TotalSeconds });
            await stream.WriteAsync((byte[])[.. question, (byte)'\n'], deadline.Token);
            using JsonDocument answer = await JsonDocument.ParseAsync(stream, cancellationToken: deadline.Token);
            return new CommandResult(Property("status").GetInt32(), Property("output").GetString()!, Property("errors").GetString()!);

            JsonElement Property(string name) => answer.RootElement.GetProperty(name);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"no answer from the virtual host within {allowed + s_end} to: {command}\n{ConsoleTail()}", late);
        }
    }

    /// <summary>Runs plain virsh against it and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">virsh failed; the message is its own.</exception>
    public async Task<string> VirshAsync(params string[] arguments) => (await Command.RunAsync("virsh", ["-c", Uri, .. arguments])).Succeeded();

    /// <summary>From now on <see cref="ApiAddress"/> inside is this port of 127.0.0.1 outside.</summary>
    public async Task ForwardApiAsync(int port) =>
        (await Command.RunAsync("bash", [Script, "api", Folder, port.ToString(CultureInfo.InvariantCulture)])).Succeeded();

    /// <summary>For a test that failed: of each domain its state by libvirt and by QEMU, and the end of QEMU's log; and what the kernel inside said last.</summary>
    public async Task<string> DomainsTellAsync()
    {
        const string Ask = """
            for d in $(virsh -q list --all --name); do
              echo "$d: $(virsh domstate --reason $d) $(virsh qemu-monitor-command $d '{"execute":"query-status"}' 2>&1)"
              tail -n 30 "/var/log/libvirt/qemu/$d.log"
            done
            dmesg | tail -n 30
            """;
        try
        {
            return (await ShellAsync(Ask)).Output;
        }
        catch (Exception gone) when (gone is TimeoutException or InvalidOperationException or IOException or SocketException)
        {
            return gone.Message;
        }
    }

    /// <summary>The last lines of its console.</summary>
    public string ConsoleTail(int lines = 40)
    {
        try
        {
            return string.Join('\n', File.ReadLines(Path.Combine(Folder, "console.log")).TakeLast(lines));
        }
        catch (IOException gone)
        {
            return gone.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_rig is not null)
        {
            await EndAsync(_rig);
        }
    }

    private static async Task<VirtualHost> BootOnceAsync()
    {
        string directory = Path.Combine(Path.GetTempPath(), $"virtual-host-{Guid.NewGuid().ToString("N")[..8]}");
        int[] ports = FreePorts();
        Process rig = Process.Start(new ProcessStartInfo("bash", [Script, "run", directory, $"{ports[0]}", $"{ports[1]}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            using var deadline = MachineTime.Limit(s_boot);
            Task<string> errors = rig.StandardError.ReadToEndAsync(deadline.Token);
            string? answer = await rig.StandardOutput.ReadLineAsync(deadline.Token);
            return answer?.StartsWith("ready ", StringComparison.Ordinal) == true
                ? new VirtualHost(rig, directory)
                : throw new InvalidOperationException($"The virtual host did not boot: {await errors}");
        }
        catch
        {
            await EndAsync(rig);
            throw;
        }
    }

    private static int[] FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, port: 0);
        using var second = new TcpListener(IPAddress.Loopback, port: 0);
        first.Start();
        second.Start();
        return [((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port];
    }

    private static async Task EndAsync(Process rig)
    {
        using (rig)
        {
            rig.StandardInput.Close();
            using var deadline = MachineTime.Limit(s_end);
            try
            {
                await rig.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                rig.Kill(entireProcessTree: true);
            }
        }
    }
}
