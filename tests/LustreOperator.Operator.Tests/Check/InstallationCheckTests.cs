using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;

namespace LustreOperator.Operator.Tests;

/// <summary>What `--check` says and how it ends. The local control plane is asked in tests/LustreOperator.Chart.Tests.</summary>
internal sealed class InstallationCheckTests
{
    private const string LeaderPath = "apis/coordination.k8s.io/v1/namespaces/lab/leases/lustre-operator-leader";

    private const string NotThere = """{"kind":"Status","message":"not found","code":404,"reason":"NotFound"}""";

    private static readonly string[] s_others = ["definitions", "rights", "policies", "leader"];
    private static readonly OperatorOptions s_options = new() { Namespace = "lab", LeaseSeconds = 15 };

    private ManualTimeProvider _time = null!;
    private StringWriter _output = null!;
    private Answers _answers = null!;

    [SetUp]
    public void Start() => (_time, _output, _answers) = (new ManualTimeProvider(), new StringWriter(), new Answers());

    [TearDown]
    public void Stop()
    {
        _output.Dispose();
        _answers.Dispose();
    }

    [Test]
    public async Task Server_that_cannot_be_reached_is_all_that_is_said()
    {
        _answers.Reply = _ => throw new HttpRequestException("connection refused");

        Assert.That(await RunAsync(), Is.EqualTo(1));
        Assert.That(Lines.Single(), Does.StartWith("FAILED  API server: ").And.Contains("connection refused"));
    }

    [TestCase("1", "29", "v1.29.15", "FAILED")]
    [TestCase("1", "30", "v1.30.0", "ok    ")]
    [TestCase("1", "34+", "v1.34.1-eks-1", "ok    ")]
    [TestCase("2", "0", "v2.0.0", "ok    ")]
    public async Task Server_is_new_enough(string major, string minor, string version, string outcome)
    {
        _answers.Reply = path => path == "version" ? (200, $$"""{"major":"{{major}}","minor":"{{minor}}","gitVersion":"{{version}}"}""") : (403, "{}");

        await RunAsync();

        Assert.That(Lines[0], Does.StartWith($"{outcome}  API server: {version}"));
    }

    [Test]
    public async Task Check_that_cannot_be_done_is_a_fault_and_stops_no_other()
    {
        _answers.Reply = path => path == "version"
            ? (200, """{"major":"1","minor":"34","gitVersion":"v1.34.0"}""")
            : (403, """{"kind":"Status","message":"not you","code":403,"reason":"Forbidden"}""");

        Assert.That(await RunAsync(), Is.EqualTo(1));
        Assert.That(Lines[0], Is.EqualTo("ok      API server: v1.34.0"));
        Assert.That(Lines.Skip(1), Is.EqualTo(s_others.Select(subject => $"FAILED  {subject}: not you")));
    }

    // Clocks differ: a Lease that says that it was renewed a year ago, and is renewed now, is alive.
    [Test]
    public async Task Leader_that_renews_while_we_look_is_alive()
    {
        int asked = 0;
        _answers.Reply = path => path == LeaderPath ? (200, Lease("pod-1", $"2025-01-01T00:00:0{Math.Min(asked++, 2)}.000000Z")) : (404, "");

        CheckResult result = await LeaderAsync();

        Assert.That(result.Lines, Is.EqualTo(new[] { "ok      leader: pod-1 holds lustre-operator-leader in lab" }));
        Assert.That(_time.GetUtcNow().Year, Is.EqualTo(2026));
    }

    [Test]
    public async Task Leader_that_is_silent_is_a_fault_after_as_long_as_a_leader_may_be()
    {
        _answers.Reply = _ => (200, Lease("pod-1", "2026-01-01T00:00:00.000000Z"));
        DateTimeOffset began = _time.GetUtcNow();

        CheckResult result = await LeaderAsync();

        Assert.That(result.Faults.Single(), Does.StartWith("pod-1 holds lustre-operator-leader in lab, and has not renewed it for 15 s"));
        Assert.That(_time.GetUtcNow() - began, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(15)));
    }

    [TestCase(404, NotThere)]
    [TestCase(200, """{"kind":"Lease","metadata":{"name":"lustre-operator-leader","namespace":"lab"},"spec":{"holderIdentity":""}}""")]
    public async Task Nobody_who_leads_is_a_fault(int code, string answer)
    {
        _answers.Reply = _ => (code, answer);

        Assert.That((await LeaderAsync()).Faults.Single(), Does.StartWith("no operator leads in lab"));
    }

    [Test]
    public async Task Leader_that_comes_while_we_look_is_alive()
    {
        int asked = 0;
        _answers.Reply = _ => asked++ < 3 ? (404, NotThere) : (200, Lease("pod-1", "2026-01-01T00:00:00.000000Z"));

        Assert.That((await LeaderAsync()).Faults, Is.Empty);
    }

    private string[] Lines => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private static string Lease(string holder, string renewed) => new JsonObject
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = "lustre-operator-leader", ["namespace"] = "lab", ["uid"] = "u" },
        ["spec"] = new JsonObject { ["holderIdentity"] = holder, ["leaseDurationSeconds"] = 15, ["renewTime"] = renewed },
    }.ToJsonString();

    private async Task<int> RunAsync()
    {
        using KubernetesClient client = Client();
        return await FinishAsync(new InstallationCheck(client, s_options, _time).RunAsync(_output, CancellationToken.None));
    }

    private async Task<CheckResult> LeaderAsync()
    {
        using KubernetesClient client = Client();
        LeaderCheck check = new(client, new ObjectKey("lab", OperatorHost.LeaderLease), s_options.LeaseDuration, _time);
        return await FinishAsync(check.RunAsync(CancellationToken.None));
    }

    // Time passes whenever the check waits for it.
    private async Task<T> FinishAsync<T>(Task<T> check)
    {
        await Eventually.That(() => check.IsCompleted, _time, TimeSpan.FromSeconds(1));
        return await check;
    }

    private KubernetesClient Client() => new(
        new KubernetesConnection(new Uri("http://fake.test/"), _answers, "lab", "a fake"), new KubernetesClientOptions { MaxRetries = 0 }, _time, new Random(1));

    private sealed class Answers : HttpMessageHandler
    {
        public Func<string, (int Code, string Body)> Reply { get; set; } = _ => (404, "");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (int code, string body) = Reply(request.RequestUri!.AbsolutePath.TrimStart('/'));
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)code)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
                RequestMessage = request,
            });
        }
    }
}
