using System.Diagnostics.Metrics;
using System.Text;

namespace LustreOperator.Hosting;

/// <summary>Collects every measurement of some meters and writes them in Prometheus' text format 0.0.4.</summary>
public sealed class MetricsText : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly Lock _writing = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Begins to listen at once.</summary>
    /// <param name="isWanted">Which meters.</param>
    public MetricsText(Func<Meter, bool> isWanted)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isWanted(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Record(instrument, (double)value, tags));
        _listener.Start();
    }

    public string Write()
    {
        // One at a time: another would forget what the observable instruments have just told.
        lock (_writing)
        {
            lock (_lock)
            {
                foreach (MetricFamily family in _families.Values)
                {
                    family.ForgetObserved();
                }
            }

            _listener.RecordObservableInstruments();
            StringBuilder text = new();
            lock (_lock)
            {
                foreach (MetricFamily family in _families.Values)
                {
                    family.Write(text);
                }
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            string name = MetricFamily.NameOf(instrument);
            if (!_families.TryGetValue(name, out MetricFamily? family))
            {
                _families.Add(name, family = new MetricFamily(name, instrument));
            }

            family.Record(value, MetricFamily.Labels(tags));
        }
    }
}
