using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>What operator and agent cost as they are shipped, native, and beside it in the form with the runtime.</summary>
internal static class FootprintBenchmark
{
    private const int Starts = 20;
    private const int Machines = 10;

    /// <summary>64 MiB as <see cref="ProcessUse"/> counts: in 1,000 KiB.</summary>
    private const double Bar = 65.5;
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(2);

    public static async Task<Report> RunAsync(CancellationToken cancel)
    {
        await Published.MakeAsync(readyToRunToo: true);
        Use native = await MeasureAsync(Published.Operator, Published.Agent, cancel);
        Use before = await MeasureAsync(Published.OperatorReadyToRun, Published.AgentReadyToRun, cancel);
        (double simulated, double real) = (await TenMachinesAsync(Published.Agent, isReal: false, cancel), await TenMachinesAsync(Published.Agent, isReal: true, cancel));
        (double simulatedBefore, double realBefore) =
            (await TenMachinesAsync(Published.AgentReadyToRun, isReal: false, cancel), await TenMachinesAsync(Published.AgentReadyToRun, isReal: true, cancel));
        return new Report("Memory and start time of the shipped programs")
            .Say("Native programs, and the same in the form with the runtime (trimmed, ready-to-run single files), in one run. RSS ten seconds after the start, with their watches open and "
                + $"nothing to do; start: from the start of the process until /readyz says that all it watches is there, median of {Starts}.")
            .Say("Made by " + string.Join(", ", ((string[])["LustreOperator.Operator", "LustreOperator.Agent"]).Select(project => $"`dotnet {string.Join(' ', Published.Command(project))}`"))
                + ", and with `-p:ShippedAs=ReadyToRun`.")
            .Table(
                ["program", "file", "RSS idle", "start", "file with runtime", "RSS idle", "start"],
                [
                    ["operator", Size(Published.Operator), Text(native.Operator), Text(native.OperatorStart), Size(Published.OperatorReadyToRun), Text(before.Operator), Text(before.OperatorStart)],
                    ["agent", Size(Published.Agent), Text(native.Agent), Text(native.AgentStart), Size(Published.AgentReadyToRun), Text(before.Agent), Text(before.AgentStart)],
                ])
            .Table(
                [$"agent with {Machines} running machines", "RSS", "RSS with runtime"],
                [
                    ["on a simulated host", Text(simulated), Text(simulatedBefore)],
                    ["on real libvirt and QEMU", Text(real), Text(realBefore)],
                ])
            .AtMost("operator, idle, of 64 MiB", native.Operator, Bar, " MB")
            .AtMost($"agent with {Machines} machines on real libvirt, of 64 MiB", real, Bar, " MB")
            .AtMost("operator, start until /readyz", native.OperatorStart.Median * 1000, 150, " ms")
            .AtMost("agent, start until /readyz", native.AgentStart.Median * 1000, 150, " ms");
    }

    private static async Task<Use> MeasureAsync(string operatorFile, string agentFile, CancellationToken cancel)
    {
        await using BenchLab lab = await BenchLab.StartAsync(operatorFile, agentFile);
        await lab.AddHostsAsync(1, name => $"simulated:///talk-2011?host={name}", resyncSeconds: 30, cancel);
        await Task.Delay(s_settled, TimeProvider.System, cancel);
        return new Use(
            ProcessUse.ResidentMegabytes(lab.Operator.ProcessId),
            ProcessUse.ResidentMegabytes(lab.Agents[0].ProcessId),
            await StartsAsync(operatorFile, "--kubeconfig", lab.Kubeconfig("operator")),
            await StartsAsync(agentFile, "--host", "kvm1", "--libvirt-uri", "simulated:///talk-2011?host=kvm1", "--kubeconfig", lab.Kubeconfig("kvm1")));
    }

    private static async Task<double> TenMachinesAsync(string agentFile, bool isReal, CancellationToken cancel)
    {
        PrivateLibvirtd? libvirtd = isReal ? await PrivateLibvirtd.StartAsync() : null;
        try
        {
            if (libvirtd is not null)
            {
                await libvirtd.Virsh("pool-define-as", "default", "dir", "--target", "/var/lib/libvirt/images");
                await libvirtd.Virsh("pool-start", "default");
            }

            await using BenchLab lab = await BenchLab.StartAsync(Published.Operator, agentFile);
            await lab.AddHostsAsync(1, name => libvirtd?.Uri ?? $"simulated:///talk-2011?host={name}", resyncSeconds: 10, cancel);
            await lab.ApplyAsync(Cluster);
            await lab.KubectlAsync("wait", "--for=condition=Ready", "lc/ten", "--timeout=180s");

            // A resync and what its garbage collector makes of it.
            await Task.Delay(s_settled * 2, TimeProvider.System, cancel);
            double used = ProcessUse.ResidentMegabytes(lab.Agents[0].ProcessId);
            await lab.KubectlAsync("delete", "lc/ten", "--timeout=120s");
            return used;
        }
        finally
        {
            if (libvirtd is not null)
            {
                await libvirtd.DisposeAsync();
            }
        }
    }

    private static string Cluster => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: ten}
        spec:
          machines:
            - name: client
              roles: [Client]
              count: {{Machines}}
              cpu: {count: 1, pinning: Shared}
              memory: {size: 64Mi}
              shutdownGraceSeconds: 1
              disks: [{name: root, size: 16Mi}]
        """);

    private static async Task<Sample> StartsAsync(string file, params string[] arguments)
    {
        using HttpClient http = new();
        List<double> seconds = [];
        for (int i = 0; i < Starts; i++)
        {
            int port = FreePort();
            Uri ready = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/readyz"));
            long start = TimeProvider.System.GetTimestamp();
            await using BuiltProgram program = BuiltProgram.StartFile(file, [.. arguments, "--health-port", port.ToString(CultureInfo.InvariantCulture), "--log-level", "Error"]);
            while (!await AnswersAsync(http, ready))
            {
                if (program.HasExited)
                {
                    throw new InvalidOperationException(program.Log);
                }

                await Task.Delay(s_between, TimeProvider.System);
            }

            seconds.Add(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }

        return new Sample(seconds);
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri uri)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(uri);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Size(string file) => string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(file).Length / 1e6:0} MB");

    private static string Text(double megabytes) => string.Create(CultureInfo.InvariantCulture, $"{megabytes:0.0} MB");

    private static string Text(Sample starts) => string.Create(CultureInfo.InvariantCulture, $"{starts.Median * 1000:0} ms");

    private sealed record Use(double Operator, double Agent, Sample OperatorStart, Sample AgentStart);
}
