using System.Globalization;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>100 machines on one simulated host of 128 CPUs, 512 GiB and 128 HCAs. QEMU is not in it.</summary>
internal static class MachinesBenchmark
{
    private const int Machines = 100;
    private const int WarmUp = 10;
    private const int Resyncs = 10;
    private const double ResyncSeconds = 1;

    public static async Task<Report> RunAsync(CancellationToken cancel)
    {
        await Published.MakeAsync();
        await using BenchLab lab = await BenchLab.StartAsync();
        await lab.AddHostsAsync(1, name => $"simulated:///wide-128?host={name}", (int)ResyncSeconds, cancel);
        await lab.OfferDevicesAsync("kvm1");

        // A control plane and programs that have been at work before, as production has them.
        await lab.ApplyAsync(Manifest("warm-up", WarmUp, hca: true));
        await lab.KubectlAsync("wait", "--for=condition=Ready", "lc/warm-up", "--timeout=60s");
        await lab.KubectlAsync("delete", "lc", "warm-up", "--timeout=60s");

        BuiltProgram[] programs = [lab.ControlPlane, lab.Operator, lab.Agents[0]];
        double[] cpuBefore = [.. programs.Select(program => ProcessUse.CpuSeconds(program.ProcessId))];
        await lab.ResetRequestsAsync();
        MachineTimes times = new(lab.Client);
        Task watch = times.WatchAsync(Machines, cancel);
        await lab.ApplyAsync(Manifest("wide", Machines, hca: true));
        await watch;
        await lab.KubectlAsync("wait", "--for=condition=Ready", "lc/wide", "--timeout=60s");
        var writes = await lab.RequestsAsync(cancel);
        double[] cpu = [.. programs.Select((program, i) => ProcessUse.CpuSeconds(program.ProcessId) - cpuBefore[i])];

        await SettleAsync(lab, cancel);
        double operatorBefore = ProcessUse.CpuSeconds(lab.Operator.ProcessId);
        double agentBefore = ProcessUse.CpuSeconds(lab.Agents[0].ProcessId);
        await lab.ResetRequestsAsync();
        await Task.Delay(TimeSpan.FromSeconds(ResyncSeconds * Resyncs), TimeProvider.System, cancel);
        double operatorCpu = ProcessUse.CpuSeconds(lab.Operator.ProcessId) - operatorBefore;
        double agentCpu = ProcessUse.CpuSeconds(lab.Agents[0].ProcessId) - agentBefore;
        var quiet = (await lab.RequestsAsync(cancel)).Where(IsOurs).ToArray();

        Sample latency = times.Latencies();
        (string Verb, string Resource, string Subresource, string Agent, long Count)[] machineWrites =
            [.. writes.Where(request => IsOurs(request) && request.Resource == "lustremachines" && IsWrite(request.Verb))];
        double resyncWrites = quiet.Where(request => IsWrite(request.Verb) && request.Resource != "leases").Sum(request => request.Count);
        double resyncReads = quiet.Where(request => !IsWrite(request.Verb)).Sum(request => request.Count);
        return new Report("100 machines on one simulated host")
            .Say("One LustreCluster of 100 machines with a dedicated CPU, 2 GiB of huge pages and an HCA each, on one simulated host of 128 CPUs, 512 GiB and 128 HCAs. Operator and agent "
                + "are the published programs, over TLS to the local control plane, client included, on the same two CPUs. QEMU is not in it: a simulated domain starts at once. "
                + $"A cluster of {WarmUp} machines came and went before.")
            .Say("## Create to Running, per machine, as a watch sees it")
            .Table(["p50", "p95", "max"], [[$"{latency.Text(50)} s", $"{latency.Text(95)} s", $"{latency.Text(100)} s"]])
            .AtMost("p50", latency.Percentile(50), 0.5, " s")
            .AtMost("p95", latency.Percentile(95), 2, " s")
            .Say(string.Create(CultureInfo.InvariantCulture, $"CPU time meanwhile: control plane {cpu[0]:0.00} s, operator {cpu[1]:0.00} s, agent {cpu[2]:0.00} s; "
                + $"{writes.Where(request => request.Resource == "events").Sum(request => request.Count)} Events among it."))
            .Say("## API writes of LustreMachines from create to Running, counted at the server (Events and Leases apart)")
            .Table(["client", "verb", "of", "count"], machineWrites.Select(request => (IReadOnlyList<string>)
                [request.Agent, request.Verb, request.Subresource.Length > 0 ? request.Subresource : "object", request.Count.ToString(CultureInfo.InvariantCulture)]))
            .AtMost("writes per machine", machineWrites.Sum(request => request.Count) / (double)Machines, 4, "")
            .Say(string.Create(CultureInfo.InvariantCulture, $"## {Resyncs} resyncs of the 100 healthy machines"))
            .AtMost("writes, Leases apart", resyncWrites, 0, "")
            .AtMost("GETs and LISTs", resyncReads, 0, "")
            .Say(string.Create(CultureInfo.InvariantCulture, $"CPU time per resync of all 100 machines: agent {agentCpu / Resyncs * 1000:0} ms, operator {operatorCpu / Resyncs * 1000:0} ms (Leases included)."));
    }

    /// <summary>A cluster of machines that are alike.</summary>
    public static string Manifest(string name, int count, bool hca) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: {{name}}}
        spec:
          placement: {numa: Required}
          networks:
            - {name: lnet, lnet: o2ib0, {{(hca ? "hca: {fabric: ib-a}" : "libvirtNetwork: lustre")}}}
          machines:
            - name: client
              roles: [Client]
              count: {{count}}
              cpu: {count: 1}
              memory: {size: 2Gi, hugepages: 2Mi}
              networks: [lnet]
              disks: [{name: root, size: 1Gi}]
        """).Replace("lnet: o2ib0, libvirtNetwork", "lnet: tcp0, libvirtNetwork", StringComparison.Ordinal);

    public static bool IsWrite(string verb) => verb is "create" or "update" or "patch" or "delete" or "deletecollection";

    private static bool IsOurs((string Verb, string Resource, string Subresource, string Agent, long Count) request) =>
        request.Agent.StartsWith("lustre-", StringComparison.Ordinal);

    // The host's status and the Events come a moment after the last machine.
    private static async Task SettleAsync(BenchLab lab, CancellationToken cancel)
    {
        await BenchLab.UntilAsync(async () =>
        {
            await lab.ResetRequestsAsync();
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancel);
            return !(await lab.RequestsAsync(cancel)).Any(request => IsOurs(request) && request.Resource != "leases");
        });
    }
}
