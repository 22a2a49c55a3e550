using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Hosting;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.Resources;
using LustreOperator.Simulation;
using LustreOperator.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Agent.Tests;

/// <summary>The agent's reconcilers against a scripted API and a simulated host of which the test may answer itself.</summary>
internal sealed class AgentBench : IAsyncDisposable
{
    private const string Group = "apis/lustre-operator.dev/v1alpha1";

    private readonly CancellationTokenSource _stop = new();
    private readonly SimulatedHost _host;
    private readonly SimulatedHypervisor _inner;
    private readonly KubernetesClient _client;
    private readonly EventRecorder _events;
    private readonly LeaseElector _lease;
    private readonly Task _holding;
    private readonly AgentMetrics _metrics;
    private readonly AgentOptions _options;
    private readonly IHypervisor _hypervisor;
    private readonly CapabilitiesCache _facts;
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddHealthEndpoint(new HealthEndpointOptions { Port = 0 }, [KubernetesMetrics.Name, AgentMetrics.Name])
        .BuildServiceProvider();

    private readonly Store<LustreMachine> _machines = new(ApiResources.Machines);
    private readonly Store<KvmHost> _hosts = new(ApiResources.Hosts);

    /// <summary>Makes one.</summary>
    /// <param name="uri">The simulated host.</param>
    /// <param name="files">The host's own files, where the agent is to be on the host; null: it is elsewhere.</param>
    public AgentBench(string uri = "simulated:///talk-2011?host=kvm1", HostFolder? files = null)
    {
        _host = SimulatedHost.Open(uri);
        _inner = _host.Connect();
        (_hypervisor, Libvirt) = Script.Around<IHypervisor>(_inner);
        IHypervisor hypervisor = _hypervisor;
        _client = new KubernetesClient(
            new KubernetesConnection(new Uri("http://fake.test/"), Api, "lustre-operator", "a fake"),
            new KubernetesClientOptions { FieldManager = ApiNames.AgentManager }, Time, new Random(1));
        _events = new EventRecorder(_client, new EventRecorderOptions { Component = "lustre-agent" }, Time, NullLogger.Instance);
        _lease = new LeaseElector(
            _client, new LeaseOptions { Namespace = "lustre-operator", Name = "kvmhost-kvm1", Identity = "me" }, Time, new Random(1), NullLogger.Instance);
        _holding = _lease.RunAsync(_stop.Token);
        AgentOptions options = _options = new AgentOptions { Host = "kvm1", LibvirtUri = uri };
        CapabilitiesCache facts = _facts = new CapabilitiesCache(hypervisor);
        var inventory = new InventoryCache(hypervisor, facts, files is null ? null : new HostFiles(files.Path, () => []), Time);
        var power = new PowerHistory(Time);
        Status = new StatusWriter(_client, _machines, _hosts, _events, Time);
        Inventory = inventory;
        Lock = new HostLock(_lease);
        Making = new VirtualFunctionMaking(
            _machines, inventory, files is null ? null : new VirtualFunctionMaker(files.Path), Gate, Lock, _events, NullLogger<VirtualFunctionMaking>.Instance);
        Samples = new DomainSampler(hypervisor, inventory, SampleTime, NullLogger<DomainSampler>.Instance);
        Text = _services.GetRequiredService<MetricsText>();
        _metrics = new AgentMetrics(Samples, _services.GetRequiredService<IMeterFactory>());
        Hosts = new HostReconciler(options, _hosts, _machines, inventory, Making, new DataVolumes(hypervisor), facts, Lock, Status, _events, Time, NullLogger<HostReconciler>.Instance);
        var tools = new MachineTools(hypervisor, facts, inventory, Gate, power, () => null, _machines.List, Time);
        var hands = new MachineHands(tools);
        Machines = new MachineReconciler(
            options, _machines, new MachineSurvey(new MachineObserver(tools, hands)), hands, inventory, Status, _events, _metrics, Lock, Time,
            new LogInto<MachineReconciler>(Log));
    }

    public static ObjectKey MachineKey => new("qa", "ha-oss-0");

    /// <summary>One that serves its host, of which nothing was asked yet but that.</summary>
    public static async Task<AgentBench> ServingAsync()
    {
        AgentBench bench = new();
        await bench.HoldAsync();
        bench.Put(new KvmHost { Metadata = new ObjectMeta { Name = "kvm1", Uid = "host-uid", Generation = 1 } });
        await bench.ReconcileHostAsync();
        bench.Api.ForgetRequests();
        return bench;
    }

    public FakeApi Api { get; } = new();

    /// <summary>What the machines' reconciler logs.</summary>
    public ListLog Log { get; } = new();

    /// <summary>What /metrics answers.</summary>
    public MetricsText Text { get; }

    /// <summary>The clock of <see cref="Samples"/> and <see cref="Triggers"/>: no Lease is lost when it is moved far.</summary>
    public ManualTimeProvider SampleTime { get; } = new();

    /// <summary>The loop that asks libvirt what domains have used.</summary>
    public DomainSampler Samples { get; }

    /// <summary>What somebody with virsh does.</summary>
    public SimulatedHost OtherHands => _host;

    public ManualTimeProvider Time { get; } = new();

    /// <summary>What libvirt is to answer instead of the simulated host.</summary>
    public Scripted<IHypervisor> Libvirt { get; }

    public FunctionGate Gate { get; } = new();

    public HostLock Lock { get; }

    public InventoryCache Inventory { get; }

    public StatusWriter Status { get; }

    public VirtualFunctionMaking Making { get; }

    public HostReconciler Hosts { get; }

    public MachineReconciler Machines { get; }

    public JsonObject? Host => Api.Find($"{Group}/kvmhosts/kvm1");

    public JsonObject? Machine => Api.Find($"{Group}/namespaces/qa/lustremachines/ha-oss-0");

    /// <summary>The loop: reconciles, and tells of what nobody foresaw.</summary>
    public Task ReconcileHostAsync() => AsTheLoopAsync("kvm1", Hosts.ReconcileAsync, Hosts.TellFailureAsync);

    public Task ReconcileMachineAsync() => AsTheLoopAsync(MachineKey, Machines.ReconcileAsync, Machines.TellFailureAsync);

    /// <summary>Goes round for the machine as often as any needs to be done with.</summary>
    public async Task SettleMachineAsync()
    {
        for (int round = 0; round < 8; round++)
        {
            await ReconcileMachineAsync();
        }
    }

    /// <summary>The machine as the agent has it.</summary>
    public LustreMachine Known => _machines.Get(MachineKey)!;

    /// <summary>What makes the agent look, into these queues.</summary>
    public AgentTriggers Triggers(RateLimitedQueue<ObjectKey> machines, RateLimitedQueue<string> hosts) =>
        new(_options, _hypervisor, _facts, Lock, Hosts, _machines, _hosts, machines, hosts, SampleTime);

    public async Task HoldAsync() => await Eventually.Completes(_lease.Acquired);

    public void Put(KvmHost host, Action<JsonObject>? change = null) => Put($"{Group}/kvmhosts", host, ApiResources.Hosts, _hosts, change);

    public void Put(LustreMachine machine, Action<JsonObject>? change = null) =>
        Put($"{Group}/namespaces/qa/lustremachines", machine, ApiResources.Machines, _machines, change);

    public static (string? Status, string? Reason, string? Message) Condition(JsonObject? value, string type)
    {
        JsonNode? found = (value?["status"]?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => (string?)condition!["type"] == type);
        return ((string?)found?["status"], (string?)found?["reason"], (string?)found?["message"]);
    }

    /// <summary>Reasons of the Events, in order of their names at the server.</summary>
    public async Task<string[]> ToldAsync()
    {
        using CancellationTokenSource stop = new();
        _events.Record(new ObjectReference("v1", "Marker", "qa", "marker", "marker"), EventType.Normal, "Marker", $"{Api.Requests.Count}");
        int asked = Markers();
        Task sending = _events.RunAsync(stop.Token);
        await Eventually.That(() => Markers() > asked);
        await stop.CancelAsync();
        await sending;
        return [.. Api.Events.Select(told => told.Reason).Where(reason => reason != "Marker")];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.Completes(_holding);
        _lease.Dispose();
        Gate.Dispose();
        _metrics.Dispose();
        await _services.DisposeAsync();
        _client.Dispose();
        Api.Dispose();
        await _inner.DisposeAsync();
        _host.Dispose();
        _stop.Dispose();
    }

    private static async Task AsTheLoopAsync<TKey>(
        TKey key, Func<TKey, CancellationToken, Task<ReconcileResult>> reconcile, Func<TKey, Exception, CancellationToken, Task> tell)
    {
        try
        {
            await reconcile(key, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not KubernetesException)
        {
            if (failure is not (MachineFaultException or HostLockedException or LibvirtException))
            {
                await tell(key, failure, CancellationToken.None);
            }
        }
    }

    private int Markers() => Api.Requests.Count(request => request.IsEvent && request.Body?["reason"]?.ToString() == "Marker");

    private void Put<T>(string collection, T value, ResourceKind<T> kind, Store<T> store, Action<JsonObject>? change)
        where T : class
    {
        JsonObject json = JsonSerializer.SerializeToNode(value, kind.Json)!.AsObject();
        change?.Invoke(json);
        JsonObject stored = Api.Put(collection, json);
        ObjectKey key = new((string?)stored["metadata"]!["namespace"] ?? "", (string)stored["metadata"]!["name"]!);
        store.Assume(_client.GetAsync(kind, key, CancellationToken.None).GetAwaiter().GetResult());
    }

    private sealed class LogInto<T>(ILogger log) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Log(logLevel, eventId, state, exception, formatter);
    }
}
