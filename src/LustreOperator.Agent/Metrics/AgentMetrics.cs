using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace LustreOperator.Agent;

/// <summary>The one meter of the agent: what it does with machines, and what their domains use.</summary>
internal sealed class AgentMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "LustreOperator.Agent";

    // A start takes a second; one that takes gigabytes of memory for a passed-through function, or many functions, much longer.
    private static readonly InstrumentAdvice<double> s_startSeconds =
        new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300] };

    private readonly Meter _meter;
    private readonly Histogram<double> _startTime;
    private readonly ConcurrentDictionary<NewDrift, long> _drift = new(
        from field in MachineDrift.Fields
        from repaired in (bool[])[true, false]
        select KeyValuePair.Create(new NewDrift(field, repaired), 0L));

    /// <summary>Begins to count.</summary>
    /// <param name="samples">What the domains have used.</param>
    /// <param name="factory">Makes the meter of one host process of several in one process.</param>
    public AgentMetrics(DomainSampler samples, IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        _startTime = _meter.CreateHistogram(
            "lustre_machine_start_seconds", "s",
            "Time from the beginning of a domain's start, in which it takes its memory and functions, until it is seen running",
            tags: null, s_startSeconds);
        _meter.CreateObservableCounter(
            "lustre_machine_drift_total",
            () => _drift.Select(drift => new Measurement<long>(
                drift.Value, new("field", drift.Key.Field), new KeyValuePair<string, object?>("repaired", drift.Key.Repaired ? "true" : "false"))),
            description: "Changes below a machine by other hands, each counted when it was new, and whether it was gone when the agent looked again");
        DomainInstruments.Make(_meter, samples.Last);
    }

    public void Dispose() => _meter.Dispose();

    internal void Drifted(IEnumerable<NewDrift> news)
    {
        foreach (NewDrift drift in news)
        {
            _drift.AddOrUpdate(drift, 1, (_, before) => before + 1);
        }
    }

    internal void Started(TimeSpan took) => _startTime.Record(took.TotalSeconds);
}
