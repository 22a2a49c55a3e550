using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>
/// The one meter of the operator. The lab is counted from the stores when somebody asks, and by the leader alone, so that sums over replicas are right. What
/// this process did itself, every replica tells.
/// </summary>
internal sealed class OperatorMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "LustreOperator.Operator";

    // A search ends by its budget within half a second or so; most take less than a millisecond.
    private static readonly InstrumentAdvice<double> s_searchSeconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    };

    private readonly OperatorStores _stores;
    private readonly Func<bool> _leads;
    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Histogram<double> _searchTime;
    private readonly ConcurrentDictionary<string, long> _refusals =
        new(PlacementRefusals.All.Select(reason => KeyValuePair.Create(reason, 0L)), StringComparer.Ordinal);

    /// <summary>Begins to count.</summary>
    /// <param name="stores">What is known of the lab.</param>
    /// <param name="leads">Whether this process is the leader now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="factory">Makes the meter of one host process of several in one process.</param>
    public OperatorMetrics(OperatorStores stores, Func<bool> leads, TimeProvider time, IMeterFactory factory)
    {
        (_stores, _leads, _time, _meter) = (stores, leads, time, factory.Create(Name));
        OfLab("lustre_cluster_machines", "Machines of a LustreCluster; the states overlap: do not add them up", Clusters);
        OfLab("lustre_machine_pins", "vCPUs of a LustreMachine that is to run, and those of them whose threads may run on their host CPUs alone", Machines);
        OfLab("lustre_host_cpus", "CPUs of a KvmHost by what they are used for", () => Hosts(LabFigures.HostCpus));
        OfLab("lustre_host_devices", "Offered PCI functions of a KvmHost by fabric and use", () => Hosts(LabFigures.HostDevices));
        _searchTime = _meter.CreateHistogram("lustre_placement_seconds", "s", "Time of a search for places, found or not", tags: null, s_searchSeconds);
        _meter.CreateObservableCounter(
            "lustre_placement_refusals_total",
            () => _refusals.Select(refused => new Measurement<long>(refused.Value, new KeyValuePair<string, object?>("reason", refused.Key))),
            description: "Searches that found no places, by what the host that came closest lacks; a cluster that waits is searched for again and again");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary><see cref="Placer.Place"/>, timed and counted.</summary>
    public PlacementResult Place(PlacementProblem problem, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        PlacementResult result = Placer.Place(problem, cancellationToken);
        _searchTime.Record(_time.GetElapsedTime(start).TotalSeconds);
        if (result.Failure is { } failure)
        {
            _refusals.AddOrUpdate(PlacementRefusals.Of(failure), 1, (_, before) => before + 1);
        }

        return result;
    }

    private void OfLab(string name, string description, Func<IEnumerable<Measurement<int>>> count) =>
        _meter.CreateObservableGauge(name, () => _leads() ? count() : [], description: description);

    private IEnumerable<Measurement<int>> Clusters() => _stores.Clusters.List().SelectMany(LabFigures.ClusterMachines);

    private IEnumerable<Measurement<int>> Machines() => _stores.Machines.List().SelectMany(LabFigures.MachinePins);

    private IEnumerable<Measurement<int>> Hosts(Func<HostHoldings, IEnumerable<Measurement<int>>> figures) =>
        _stores.Hosts.List().SelectMany(host => figures(HostUsage.Of(host, _stores.MachinesOn(host.Metadata.Name))));
}
