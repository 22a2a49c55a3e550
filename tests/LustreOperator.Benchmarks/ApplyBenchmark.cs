using System.Globalization;
using LustreOperator.Libvirt;
using LustreOperator.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Benchmarks;

/// <summary>
/// <c>kubectl apply</c> of small/ha until five domains run and are pinned, against a script that does by hand what the talk of 2011 did by hand: the
/// same definitions, disks and pins, the same look for when it is done, in turns on one private libvirtd.
/// </summary>
internal static class ApplyBenchmark
{
    private const int Rounds = 10;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(5);
    private static readonly string s_example = RepositoryRoot.File("deploy", "examples", "small", "ha.yaml");

    public static async Task<Report> RunAsync(CancellationToken cancel)
    {
        await Published.MakeAsync();
        await using PrivateLibvirtd libvirtd = await StartLibvirtAsync();
        await using BenchLab lab = await BenchLab.StartAsync();
        await lab.AddHostsAsync(1, _ => libvirtd.Uri, resyncSeconds: 30, cancel);
        await using LibvirtHypervisor look = new(new LibvirtOptions { Uri = libvirtd.Uri }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);

        // The first round warms up both, and shows what the script has to do.
        await ApplyAsync(lab, look, count: 5, cancel);
        VirshProcedure procedure = await VirshProcedure.ReadAsync(look, libvirtd, cancel);
        await DeleteAsync(lab);
        await ByHandAsync(procedure, look, cancel);

        List<double> applied = [];
        List<double> byHand = [];
        for (int round = 0; round < Rounds; round++)
        {
            applied.Add(await ApplyAsync(lab, look, procedure.Domains.Count, cancel));
            await DeleteAsync(lab);
            byHand.Add(await ByHandAsync(procedure, look, cancel));
        }

        Sample ours = new(applied);
        Sample theirs = new(byHand);
        return new Report("kubectl apply against virsh by hand")
            .Say("Five machines of deploy/examples/small/ha.yaml on a private libvirtd with real QEMU in software emulation, from the start of `kubectl apply` (or of the script) until all five "
                + $"domains run and are pinned, as another connection sees it. {Rounds} rounds in turns, after one to warm up. Operator and agent are the published programs.")
            .Table(
                ["", "median", "least", "most"],
                [
                    ["kubectl apply", $"{ours.Text(50)} s", $"{ours.Text(0)} s", $"{ours.Text(100)} s"],
                    ["virsh, one call after the other", $"{theirs.Text(50)} s", $"{theirs.Text(0)} s", $"{theirs.Text(100)} s"],
                ])
            .AtMost("ratio of the medians", ours.Median / theirs.Median, 0.7, "")
            .Say("The script, with the definitions that the agent wrote, less their pins:")
            .Say("```sh\n" + procedure.Text + "```");
    }

    private static async Task<PrivateLibvirtd> StartLibvirtAsync()
    {
        PrivateLibvirtd libvirtd = await PrivateLibvirtd.StartAsync();
        await libvirtd.Virsh("pool-define-as", "default", "dir", "--target", "/var/lib/libvirt/images");
        await libvirtd.Virsh("pool-start", "default");
        await libvirtd.Virsh("net-define", RepositoryRoot.File("deploy", "examples", "small", "lustre-network.xml"));
        await libvirtd.Virsh("net-start", "lustre");
        return libvirtd;
    }

    private static async Task<double> ApplyAsync(BenchLab lab, LibvirtHypervisor look, int count, CancellationToken cancel)
    {
        long start = TimeProvider.System.GetTimestamp();
        Task apply = lab.KubectlAsync("apply", "-f", s_example);
        double seconds = await PinnedAsync(look, count, start, cancel);
        await apply;
        return seconds;
    }

    private static Task<string> DeleteAsync(BenchLab lab) => lab.KubectlAsync("delete", "-f", s_example, "--timeout=60s");

    private static async Task<double> ByHandAsync(VirshProcedure procedure, LibvirtHypervisor look, CancellationToken cancel)
    {
        long start = TimeProvider.System.GetTimestamp();
        Task run = procedure.RunAsync();
        double seconds = await PinnedAsync(look, procedure.Domains.Count, start, cancel);
        await run;
        await procedure.UndoAsync();
        return seconds;
    }

    // Running, and every vCPU and the emulator pinned, by the definition of what runs.
    private static async Task<double> PinnedAsync(LibvirtHypervisor look, int count, long start, CancellationToken cancel)
    {
        while (true)
        {
            int done = 0;
            foreach (DomainSummary domain in await look.ListDomainsAsync(cancel))
            {
                DomainDefinition? live = domain.State != DomainState.Running ? null : (await look.FindDomainAsync(domain.Name, cancel))?.Live?.Definition;
                done += live is not null && live.VcpuPins.Count == live.VCpus && live.EmulatorPin is not null ? 1 : 0;
            }

            if (done == count)
            {
                return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            }

            if (TimeProvider.System.GetElapsedTime(start).TotalMinutes > 2)
            {
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{done} of {count} domains after two minutes"));
            }

            await Task.Delay(s_between, TimeProvider.System, cancel);
        }
    }
}
