using System.Text.Json;
using k8s;
using k8s.Models;
using LustreOperator.TestKit;

namespace LustreOperator.Ecosystem.Tests;

/// <summary>The product as another program sees it, by the official client alone.</summary>
[Category("e2e")]
internal sealed class ForeignReaderTests
{
    private const string Group = "lustre-operator.dev";
    private const string Version = "v1alpha1";
    private const string Host = "kvm-foreign";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly List<string> _namespaces = [];
    private TestCluster _cluster = null!;
    private BuiltProgram _agent = null!;
    private Kubernetes _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _cluster = await TestCluster.StartAsync(leaseSeconds: 15);
        string kubeconfig = await _cluster.AddHostAsync(Host);
        _agent = BuiltProgram.Start(
            "LustreOperator.Agent", "LustreOperator.Agent", "--host", Host, "--libvirt-uri", $"simulated:///talk-2011?host={Host}",
            "--kubeconfig", kubeconfig, "--health-port", "0");
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_cluster.Kubeconfig));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_cluster is null)
        {
            return;
        }

        if (_agent is not null)
        {
            TestContext.Out.WriteLine(_cluster.Operator.Log + _agent.Log);
            foreach (string ns in _namespaces)
            {
                await _cluster.Kubectl(ns, "delete", "lc", "--all");
            }

            await _agent.DisposeAsync();
        }

        _client?.Dispose();
        await _cluster.DisposeAsync();
    }

    [Test]
    public async Task Watcher_sees_a_cluster_and_its_machines_come_and_go()
    {
        string ns = await NewNamespaceAsync();
        using CancellationTokenSource stop = MachineTime.Limit(s_patience);
        List<(WatchEventType Type, string Name)> machines = [];
        Task<bool> machinesGone = WatchAsync(
            ns,
            "lustremachines",
            (type, machine) =>
            {
                machines.Add((type, NameOf(machine)));
                return type == WatchEventType.Deleted && machines.Count(seen => seen.Type == WatchEventType.Deleted) == 2;
            },
            stop.Token);
        Task<bool> ready = WatchAsync(ns, "lustreclusters", (_, cluster) => IsReady(cluster), stop.Token);

        await _client.CustomObjects.CreateNamespacedCustomObjectAsync(Cluster("seen"), Group, Version, ns, "lustreclusters", cancellationToken: stop.Token);
        Assert.That(await ready, Is.True, "the cluster became Ready, for the generation that was observed");

        JsonElement list = await _client.CustomObjects.ListNamespacedCustomObjectAsync<JsonElement>(Group, Version, ns, "lustremachines", cancellationToken: stop.Token);
        Assert.That(list.GetProperty("items").EnumerateArray().Select(NameOf), Is.EquivalentTo((string[])["seen-oss-0", "seen-oss-1"]));
        Assert.That(
            list.GetProperty("items").EnumerateArray().Select(machine => machine.GetProperty("metadata").Deserialize<V1ObjectMeta>()!.OwnerReferences.Single().Name),
            Is.All.EqualTo("seen"));

        await _client.CustomObjects.DeleteNamespacedCustomObjectAsync(Group, Version, ns, "lustreclusters", "seen", cancellationToken: stop.Token);
        Assert.That(await machinesGone, Is.True, "both machines were seen to go");
        Assert.That(machines.Where(seen => seen.Type == WatchEventType.Added).Select(seen => seen.Name), Is.EquivalentTo((string[])["seen-oss-0", "seen-oss-1"]));
    }

    [Test]
    public async Task Leases_are_what_the_model_of_a_Lease_says()
    {
        V1Lease lease = await _client.CoordinationV1.ReadNamespacedLeaseAsync($"kvmhost-{Host}", _cluster.InstalledIn);
        await Eventually.Until(
            async () =>
            {
                V1Lease again = await _client.CoordinationV1.ReadNamespacedLeaseAsync($"kvmhost-{Host}", _cluster.InstalledIn);
                return !string.IsNullOrEmpty(again.Spec.HolderIdentity) && again.Spec.RenewTime > (lease.Spec.RenewTime ?? DateTime.MinValue);
            },
            s_patience,
            () => "the agent's Lease is renewed");
    }

    [Test]
    public async Task Events_are_what_the_model_of_an_Event_says()
    {
        string ns = await NewNamespaceAsync();
        using CancellationTokenSource stop = MachineTime.Limit(s_patience);
        await _client.CustomObjects.CreateNamespacedCustomObjectAsync(Cluster("told"), Group, Version, ns, "lustreclusters", cancellationToken: stop.Token);
        Corev1EventList events = null!;
        await Eventually.Until(
            async () =>
            {
                events = await _client.CoreV1.ListNamespacedEventAsync(ns, cancellationToken: stop.Token);
                return events.Items.Any(told => told.InvolvedObject.Kind == "LustreMachine" && told.InvolvedObject.Name.StartsWith("told-", StringComparison.Ordinal));
            },
            s_patience,
            () => "an Event tells of a machine");
        Assert.That(events.Items.Select(told => told.FirstTimestamp), Is.All.Not.Null);
        Assert.That(events.Items.Select(told => told.InvolvedObject.Uid), Is.All.Not.Empty);
        Assert.That(events.Items.Select(told => told.Type), Is.All.EqualTo("Normal").Or.EqualTo("Warning"));
    }

    [Test]
    public async Task Definitions_are_what_the_model_of_a_definition_says()
    {
        V1CustomResourceDefinitionList all = await _client.ApiextensionsV1.ListCustomResourceDefinitionAsync();
        V1CustomResourceDefinition[] ours = [.. all.Items.Where(definition => definition.Spec.Group == Group)];
        Assert.That(ours.Select(definition => definition.Spec.Names.Kind), Is.SupersetOf((string[])["LustreCluster", "LustreMachine", "KvmHost"]));
        Assert.That(ours.SelectMany(definition => definition.Spec.Versions).Select(version => version.Schema?.OpenAPIV3Schema), Is.All.Not.Null);
    }

    private async Task<string> NewNamespaceAsync()
    {
        _namespaces.Add(await _cluster.NewNamespace());
        return _namespaces[^1];
    }

    /// <summary>Watches by the library's own watcher until the condition holds; false when it ends before.</summary>
    private async Task<bool> WatchAsync(string ns, string plural, Func<WatchEventType, JsonElement, bool> condition, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await foreach ((WatchEventType type, object value) in _client.CustomObjects.WatchListNamespacedCustomObjectAsync(
                Group, Version, ns, plural, onError: fault => TestContext.Out.WriteLine(fault), cancellationToken: cancel))
            {
                if (condition(type, (JsonElement)value))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsReady(JsonElement cluster) =>
        cluster.TryGetProperty("status", out JsonElement status) && status.TryGetProperty("conditions", out JsonElement conditions)
        && conditions.EnumerateArray().Any(condition => condition.GetProperty("type").GetString() == "Ready" && condition.GetProperty("status").GetString() == "True"
            && condition.GetProperty("observedGeneration").GetInt64() == cluster.GetProperty("metadata").GetProperty("generation").GetInt64());

    private static string NameOf(JsonElement value) => value.GetProperty("metadata").GetProperty("name").GetString()!;

    private static JsonElement Cluster(string name) => JsonSerializer.Deserialize<JsonElement>($$"""
        {
          "apiVersion": "{{Group}}/{{Version}}", "kind": "LustreCluster", "metadata": {"name": "{{name}}"},
          "spec": {"machines": [{"name": "oss", "roles": ["OSS"], "count": 2, "cpu": {"count": 1}, "memory": {"size": "1Gi"}, "shutdownGraceSeconds": 1}]}
        }
        """);
}
