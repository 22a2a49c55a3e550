using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Operator.Tests;

/// <summary>The operator's reconcilers against a scripted API: what they write, and what they say.</summary>
internal sealed class OperatorBench : IDisposable
{
    private const string Group = "apis/lustre-operator.dev/v1alpha1";

    private readonly KubernetesClient _client;
    private readonly EventRecorder _events;
    private readonly OperatorMetrics _metrics;
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddHealthEndpoint(new HealthEndpointOptions { Port = 0 }, [KubernetesMetrics.Name, OperatorMetrics.Name])
        .BuildServiceProvider();

    public OperatorBench()
        : this(null)
    {
    }

    /// <summary>One whose searches for places are timed by another clock: something may happen while they go on.</summary>
    public OperatorBench(TimeProvider? searchTime)
    {
        _client = new KubernetesClient(
            new KubernetesConnection(new Uri("http://fake.test/"), Api, "lustre-operator", "a fake"),
            new KubernetesClientOptions { FieldManager = ApiNames.OperatorManager, MaxRetries = 1 }, Time, new Random(1));
        _events = new EventRecorder(_client, new EventRecorderOptions { Component = "lustre-operator" }, Time, NullLogger.Instance);
        Stores = new OperatorStores(
            new Store<LustreCluster>(ApiResources.Clusters), new Store<LustreMachine>(ApiResources.Machines),
            new Store<KvmHost>(ApiResources.Hosts), new Store<V1Lease>(LeaseKind.Resource));
        Ledger = new FleetLedger(Stores);
        Leases = new HostLeases(Time);
        var finalizers = new FinalizerWriter(_client);
        Monitor = new HostMonitor(_client, Stores, Leases, finalizers, _events, Time);
        Text = _services.GetRequiredService<MetricsText>();
        _metrics = new OperatorMetrics(Stores, Ledger, () => Leads, searchTime ?? Time, _services.GetRequiredService<IMeterFactory>());
        Hands = new ClusterHands(new ClusterTools(_client, Stores, finalizers, new PlacementBackoff(Time)), Ledger);
        Statuses = new ClusterStatusWriter(_client, Stores, _events, Time);
        Clusters = new ClusterReconciler(
            Stores, Ledger, Hands, Statuses, _events, _metrics, Time, Log);
    }

    /// <summary>One with a host that is served.</summary>
    public static OperatorBench WithHost()
    {
        OperatorBench bench = new();
        bench.Renew();
        bench.Put(Given.Host);
        return bench;
    }

    public FakeApi Api { get; } = new();

    /// <summary>What /metrics answers.</summary>
    public MetricsText Text { get; }

    /// <summary>Whether the process is the leader.</summary>
    public bool Leads { get; set; } = true;

    public ManualTimeProvider Time { get; } = new();

    public OperatorStores Stores { get; }

    public FleetLedger Ledger { get; }

    public HostLeases Leases { get; }

    public HostMonitor Monitor { get; }

    public ClusterReconciler Clusters { get; }

    public ClusterHands Hands { get; }

    public ClusterStatusWriter Statuses { get; }

    public ListLog<ClusterReconciler> Log { get; } = new();

    public static ObjectKey ClusterKey => new("qa", "ha");

    /// <summary>As the API server has it now, in JSON.</summary>
    public JsonObject? Cluster => Api.Find($"{Group}/namespaces/qa/lustreclusters/ha");

    public JsonObject? Host => Api.Find($"{Group}/kvmhosts/kvm1");

    public JsonObject? Machine(string name) => Api.Find($"{Group}/namespaces/qa/lustremachines/{name}");

    /// <summary>Puts an object at the server and into the store, read as the operator reads it.</summary>
    public void Put(LustreCluster cluster, Action<JsonObject>? change = null) =>
        Put($"{Group}/namespaces/qa/lustreclusters", cluster, ApiResources.Clusters, Stores.Clusters, change);

    public void Put(LustreMachine machine, Action<JsonObject>? change = null) =>
        Put($"{Group}/namespaces/qa/lustremachines", machine, ApiResources.Machines, Stores.Machines, change);

    public void Put(KvmHost host, Action<JsonObject>? change = null) => Put($"{Group}/kvmhosts", host, ApiResources.Hosts, Stores.Hosts, change);

    /// <summary>The agent of kvm1 renews its Lease of 40 s.</summary>
    public bool Renew(string holder = "agent") => Leases.Look("kvm1", new V1Lease
    {
        Metadata = new V1ObjectMeta { Name = "kvmhost-kvm1", Uid = "lease" },
        Spec = new V1LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = 40, RenewTime = Time.GetUtcNow().UtcDateTime },
    });

    /// <summary>Reconciles until nothing more is to do, and sends the Events.</summary>
    public async Task SettleAsync()
    {
        int before;
        do
        {
            before = Api.Writes.Count;
            await Clusters.ReconcileAsync(ClusterKey, CancellationToken.None);
            await Monitor.ReconcileAsync("kvm1", CancellationToken.None);
        }
        while (Api.Writes.Count > before);
        await SendEventsAsync();
    }

    /// <summary>Sends the Events that wait.</summary>
    public async Task SendEventsAsync()
    {
        using CancellationTokenSource stop = new();
        ObjectReference last = new("v1", "Marker", "qa", "marker", "marker");
        _events.Record(last, EventType.Normal, "Marker", $"{Api.Requests.Count}");
        int asked = Api.Requests.Count(request => request.IsEvent && request.Body?["reason"]?.ToString() == "Marker");
        Task sending = _events.RunAsync(stop.Token);
        await Eventually.That(() => Api.Requests.Count(request => request.IsEvent && request.Body?["reason"]?.ToString() == "Marker") > asked);
        await stop.CancelAsync();
        await sending;
    }

    public IReadOnlyList<(string Type, string Reason, string Message)> Told => [.. Api.Events.Where(told => told.Reason != "Marker")];

    public static (string? Status, string? Reason) Condition(JsonObject? value, string type)
    {
        JsonNode? found = (value?["status"]?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => (string?)condition!["type"] == type);
        return ((string?)found?["status"], (string?)found?["reason"]);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
        _client.Dispose();
        Api.Dispose();
    }

    private void Put<T>(string collection, T value, ResourceKind<T> kind, Store<T> store, Action<JsonObject>? change)
        where T : class
    {
        JsonObject json = JsonSerializer.SerializeToNode(value, kind.Json)!.AsObject();
        change?.Invoke(json);
        JsonObject stored = Api.Put(collection, json);
        using KubernetesClient reader = new(
            new KubernetesConnection(new Uri("http://fake.test/"), Api, "qa", "a fake"), new KubernetesClientOptions(), Time, new Random(1));
        store.Assume(reader.GetAsync(kind, new ObjectKey((string?)stored["metadata"]!["namespace"] ?? "", (string)stored["metadata"]!["name"]!), CancellationToken.None).GetAwaiter().GetResult());
    }
}
