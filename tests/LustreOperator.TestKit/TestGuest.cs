namespace LustreOperator.TestKit;

/// <summary>The disk image of a small guest that tells what it sees, lets functions go and obeys the power button: see rig/guest-image.sh.</summary>
public static class TestGuest
{
    /// <summary>The name of its volume in the pool.</summary>
    public const string Volume = "base";

    /// <summary>The pool that <see cref="PrepareGuestPoolAsync"/> makes.</summary>
    public const string Pool = "default";

    /// <summary>Where the pool's files are inside.</summary>
    public const string PoolFolder = "/var/lib/libvirt/images";

    /// <summary>What the serial number of the raw disk must be that it writes its report to.</summary>
    public const string ReportSerial = "report";

    /// <summary>A size of the report's disk that suffices, in bytes.</summary>
    public const long ReportBytes = 1 << 20;

    /// <summary>Long for a guest in emulation of emulation on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_build = TimeSpan.FromMinutes(10);

    /// <summary>Makes the image unless it is there, and returns where it is. The first time may fetch packages.</summary>
    /// <exception cref="InvalidOperationException">It could not be made; the message says why.</exception>
    public static async Task<string> EnsureAsync()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "rig", "guest-image.sh");
        return (await Command.RunAsync("bash", [script], limit: s_build)).Succeeded().Trim();
    }

    /// <summary>Makes the pool <c>default</c>, unless it is there, with the image as the volume <c>base</c>.</summary>
    public static async Task PrepareGuestPoolAsync(this VirtualHost host)
    {
        string image = VirtualHost.Outside(await EnsureAsync());
        (await host.ShellAsync($"cp --sparse=always {image} {PoolFolder}/{Volume}.new && mv {PoolFolder}/{Volume}.new {PoolFolder}/{Volume}")).Succeeded();
        if (!(await host.VirshAsync("pool-list", "--all", "--name")).Split((char[]?)null).Contains(Pool))
        {
            await host.VirshAsync("pool-define-as", Pool, "dir", "--target", PoolFolder);
            await host.VirshAsync("pool-start", Pool);
        }

        await host.VirshAsync("pool-refresh", Pool);
    }

    /// <summary>What the guest wrote last to a raw volume of the pool; null before its first report.</summary>
    public static async Task<GuestReport?> ReadReportAsync(this VirtualHost host, string volume) =>
        GuestReport.Parse((await host.ShellAsync($"tr -d '\\0' <{PoolFolder}/{volume}")).Succeeded());

    /// <summary>Waits for a report that fits.</summary>
    /// <exception cref="TimeoutException">None came; the message has the last one.</exception>
    public static async Task<GuestReport> AwaitReportAsync(this VirtualHost host, string volume, Func<GuestReport, bool> fits, string what)
    {
        GuestReport? report = null;
        await Eventually.Until(
            async () => (report = await host.ReadReportAsync(volume)) is not null && fits(report),
            Patience,
            () => $"the guest reports {what}; its last report: {report?.Text ?? "none"}");
        return report!;
    }
}
