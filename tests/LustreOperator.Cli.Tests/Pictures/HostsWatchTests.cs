using System.Collections.Concurrent;
using System.Text;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Tests.Hosts;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Pictures;

/// <summary><c>hosts --watch</c>: the table, and then a line for each change.</summary>
internal sealed class HostsWatchTests
{
    [Test]
    public async Task Host_that_changes_is_a_new_line_until_the_user_ends_it()
    {
        await using InstalledSandbox sandbox = await InstalledSandbox.StartAsync();
        await sandbox.HostAsync("kvm1");
        await sandbox.HostAsync("kvm2");
        LinesWriter lines = new();
        using CancellationTokenSource stop = new();

        Task<int> run = LustreCommand.RunAsync(
            ["hosts", "-w", "--kubeconfig", "kubeconfig"], new Shell(lines, TextWriter.Null, TimeProvider.System, sandbox.Folder), cancel: stop.Token);
        await Eventually.That(() => run.IsCompleted || lines.All.Count == 3, () => string.Join('\n', lines.All));
        await sandbox.RunAsync("cordon kvm2");
        await Eventually.That(() => run.IsCompleted || lines.All.Count == 4, () => string.Join('\n', lines.All));
        await stop.CancelAsync();

        Assert.That(await Eventually.Completes(run), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(lines.All.Select(line => line.Split(' ')[0]), Is.EqualTo((string[])["NAME", "kvm1", "kvm2", "kvm2"]));
        Assert.That(lines.All.Last(), Does.EndWith(" cordoned"));
    }

    private sealed class LinesWriter : TextWriter
    {
        public ConcurrentQueue<string> All { get; } = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => All.Enqueue(value ?? "");
    }
}
