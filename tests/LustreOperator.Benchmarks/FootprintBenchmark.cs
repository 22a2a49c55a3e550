using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>What operator and agent cost as they are shipped.</summary>
internal static class FootprintBenchmark
{
    private const int Starts = 10;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(5);

    public static async Task<Report> RunAsync(CancellationToken cancel)
    {
        await Published.MakeAsync();
        await using BenchLab lab = await BenchLab.StartAsync();
        await lab.AddHostsAsync(1, name => $"simulated:///talk-2011?host={name}", resyncSeconds: 30, cancel);
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, cancel);
        double[] memory = [ProcessUse.ResidentMegabytes(lab.Operator.ProcessId), ProcessUse.ResidentMegabytes(lab.Agents[0].ProcessId)];
        Sample[] starts =
        [
            await StartsAsync(Published.Operator, "--kubeconfig", lab.Kubeconfig("operator")),
            await StartsAsync(Published.Agent, "--host", "kvm1", "--libvirt-uri", "simulated:///talk-2011?host=kvm1", "--kubeconfig", lab.Kubeconfig("kvm1")),
        ];
        string[] files = [Published.Operator, Published.Agent];
        return new Report("Memory and start time of the shipped programs")
            .Say("Self-contained, trimmed, ready-to-run single files; RSS ten seconds after the start, with their watches open and nothing to do; start: from the start of the "
                + $"process until /readyz says that all it watches is there, median of {Starts}.")
            .Say("Made by " + string.Join(" and ", ((string[])["LustreOperator.Controller", "LustreOperator.Agent"]).Select(project => $"`dotnet {string.Join(' ', Published.Command(project))}`")) + ".")
            .Table(
                ["program", "file", "RSS", "start"],
                ((string[])["operator", "agent"]).Select((name, i) => (IReadOnlyList<string>)
                [
                    name,
                    string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(files[i]).Length / 1e6:0} MB"),
                    string.Create(CultureInfo.InvariantCulture, $"{memory[i]:0} MB"),
                    string.Create(CultureInfo.InvariantCulture, $"{starts[i].Median * 1000:0} ms"),
                ]));
    }

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
}
