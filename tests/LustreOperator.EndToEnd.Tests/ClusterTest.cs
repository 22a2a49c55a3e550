using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>A namespace for each test, cleared after it; and the checks that many tests share.</summary>
[Category("e2e")]
internal abstract class ClusterTest
{
    protected static LustreLab Lab => SharedLab.Lab;

    protected string Namespace { get; private set; } = "";

    [OneTimeSetUp]
    public Task UseLab() => SharedLab.UseAsync();

    [SetUp]
    public async Task MakeNamespace() => Namespace = await Lab.NewNamespace();

    [TearDown]
    public async Task ClearNamespace()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            TestContext.Out.WriteLine((await Lab.TryKubectl(Namespace, null, "get", "lc,lm,kh,events", "-o", "wide")).Output);
            TestContext.Out.WriteLine((await Lab.TryKubectl(Namespace, null, "get", "lc,lm", "-o", "yaml")).Output);
        }

        await Lab.Kubectl(Namespace, "delete", "lustreclusters", "--all");
    }

    protected static string SmallHa => RepositoryRoot.File("deploy", "examples", "small", "ha.yaml");

    protected static readonly string[] HaMachines = ["ha-client-0", "ha-mds-0", "ha-mds-1", "ha-oss-0", "ha-oss-1"];

    protected string[] DomainsOf(IEnumerable<string> machines) => [.. machines.Select(machine => $"{Namespace}.{machine}").Order(StringComparer.Ordinal)];

    protected async Task ApplySmallHa()
    {
        await Lab.Kubectl(Namespace, "apply", "-f", SmallHa);
        await Lab.WaitReady(Namespace, "ha");
    }

    /// <summary>One machine named lone-client-0.</summary>
    protected static string Lone(string extra = "", string group = "", string disks = "[]", string networks = "") => $$"""
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: lone}
        spec:
          updatePolicy: Restart
          {{extra}}
          {{networks}}
          machines:
            - name: client
              roles: [Client]
              cpu: {count: 1, pinning: Shared}
              memory: {size: 64Mi}
              shutdownGraceSeconds: 0
              disks: {{disks}}
              {{group}}
        """;

    /// <summary>The condition, or null while it or the object is not there.</summary>
    protected async Task<JsonNode?> Condition(string kind, string name, string type)
    {
        string found = await Lab.Kubectl(Namespace, "get", kind, name, "--ignore-not-found", "-o", "json");
        return found.Length == 0
            ? null
            : JsonNode.Parse(found)!["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => (string?)condition!["type"] == type);
    }

    protected Task UntilCondition(string kind, string name, string type, string status, string reason) => LustreLab.Until(
        async () => await Condition(kind, name, type) is { } condition && (string?)condition["status"] == status && (string?)condition["reason"] == reason,
        $"{kind}/{name} has {type}={status} for {reason}");
}
