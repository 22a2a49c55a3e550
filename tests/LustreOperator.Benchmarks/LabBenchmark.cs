using System.Globalization;

namespace LustreOperator.Benchmarks;

/// <summary>1,000 machines on 100 simulated hosts, each with an agent of its own.</summary>
internal static class LabBenchmark
{
    /// <summary>Hosts of the lab whose time has a bar; ten machines each.</summary>
    public const int Hosts = 100;

    private const int MachinesPerHost = 10;
    private const int MachinesPerCluster = 100;
    private const double Bar = 30;

    /// <summary>The lab of 1,000 machines, or a smaller one to see what a change does.</summary>
    /// <param name="hosts">A multiple of ten.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<Report> RunAsync(int hosts, CancellationToken cancel)
    {
        int machines = hosts * MachinesPerHost;
        await Published.MakeAsync(count: 2);
        await using BenchLab lab = await BenchLab.StartAsync();
        await lab.AddHostsAsync(hosts, name => $"simulated:///wide-128?host={name}", resyncSeconds: 30, cancel);

        IReadOnlyList<(string Part, double Cpu)> warmed = Parts(lab);
        double idleOperator = ProcessUse.ResidentMegabytes(lab.Operator.ProcessId);
        Sample idleAgents = Agents(lab);
        await lab.ResetRequestsAsync();
        MachineTimes times = new(lab.Client);
        Task watch = times.WatchAsync(machines, cancel);
        long start = TimeProvider.System.GetTimestamp();
        await lab.ApplyAsync(string.Join("\n---\n", Enumerable.Range(1, machines / MachinesPerCluster).Select(number => MachinesBenchmark.Manifest(
            string.Create(CultureInfo.InvariantCulture, $"wide{number}"), MachinesPerCluster, hca: false))));
        await watch;
        IReadOnlyList<(string Part, double Cpu)> done = Parts(lab);
        double converged = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var requests = await lab.RequestsAsync(cancel);
        double writes = requests.Where(request => request.Resource == "lustremachines" && MachinesBenchmark.IsWrite(request.Verb)).Sum(request => request.Count);
        Sample latency = times.Latencies();
        Sample agents = Agents(lab);
        string all = string.Create(CultureInfo.InvariantCulture, $"{machines:N0}");
        string apply = $"kubectl apply until all {all} machines run";
        return new Report($"{all} machines on {hosts} simulated hosts")
            .Say($"LustreClusters of {MachinesPerCluster} machines, applied at once, on simulated hosts of 128 CPUs, 512 GiB and 128 HCAs; an agent for each host, the operator, the local control plane "
                + "and the client on the same CPUs, where the agents (which have CPUs of their own in a real lab) step back (nice 10) and Leases last 60 s. QEMU is not in it.")
            .Table(
                ["what", "value"],
                [
                    [apply, $"{converged.ToString("0.0", CultureInfo.InvariantCulture)} s"],
                    ["machines per second", (machines / converged).ToString("0", CultureInfo.InvariantCulture)],
                    ["create to Running, p50 / p95", $"{latency.Text(50)} s / {latency.Text(95)} s"],
                    ["API writes per machine (Events apart)", (writes / machines).ToString("0.00", CultureInfo.InvariantCulture)],
                    ["operator RSS, before / after", string.Create(CultureInfo.InvariantCulture, $"{idleOperator:0} MB / {ProcessUse.ResidentMegabytes(lab.Operator.ProcessId):0} MB")],
                    ["local control plane RSS, after", string.Create(CultureInfo.InvariantCulture, $"{ProcessUse.ResidentMegabytes(lab.ControlPlane.ProcessId):0} MB")],
                    ["agent RSS, median before / median after / largest", string.Create(CultureInfo.InvariantCulture, $"{idleAgents.Median:0} MB / {agents.Median:0} MB / {agents.Percentile(100):0} MB")],
                ])
            .AtMost(apply, converged, Bar, " s")
            .Say("## Where the CPU goes")
            .Say("CPU time of each part (user and system, of its processes): until all hosts are Ready, before anything is applied, and from then until all machines run; and what that is for one machine.")
            .Table(
                ["part", "to start", "the machines", "for one machine"],
                done.Zip(warmed, (after, before) => (IReadOnlyList<string>)
                [
                    after.Part, string.Create(CultureInfo.InvariantCulture, $"{before.Cpu:0.0} s"), string.Create(CultureInfo.InvariantCulture, $"{after.Cpu - before.Cpu:0.0} s"),
                    string.Create(CultureInfo.InvariantCulture, $"{(after.Cpu - before.Cpu) * 1000 / machines:0.0} ms"),
                ]))
            .Say("## What was asked of the control plane meanwhile")
            .Table(
                ["verb", "resource", "client", "requests", "for one machine"],
                requests.OrderByDescending(request => request.Count).Select(request => (IReadOnlyList<string>)
                [
                    request.Verb, request.Subresource.Length > 0 ? $"{request.Resource}/{request.Subresource}" : request.Resource, request.Agent.Split('/')[0],
                    string.Create(CultureInfo.InvariantCulture, $"{request.Count}"), string.Create(CultureInfo.InvariantCulture, $"{request.Count / (double)machines:0.00}"),
                ]));
    }

    // The client is this process; what kubectl and the plugin took is counted as its children's.
    private static IReadOnlyList<(string Part, double Cpu)> Parts(BenchLab lab)
    {
        double agents = lab.Agents.Sum(agent => ProcessUse.CpuSeconds(agent.ProcessId));
        (string Part, double Cpu)[] parts =
        [
            ("operator", ProcessUse.CpuSeconds(lab.Operator.ProcessId)),
            ("agents", agents),
            ("local control plane", ProcessUse.CpuSeconds(lab.ControlPlane.ProcessId)),
            ("client (benchmark, kubectl, plugin)", ProcessUse.CpuSecondsWithChildren(Environment.ProcessId)),
        ];
        return [.. parts, ("all", parts.Sum(part => part.Cpu))];
    }

    private static Sample Agents(BenchLab lab) => new(lab.Agents.Select(agent => ProcessUse.ResidentMegabytes(agent.ProcessId)));
}
