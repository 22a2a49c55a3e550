using System.Diagnostics.Metrics;
using System.Text;

namespace LustreOperator.Hosting;

/// <summary>One metric with all its label sets, as Prometheus sees it.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] s_defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly string _name;
    private readonly string _help;
    private readonly string _type;
    private readonly bool _isObserved;
    private readonly bool _adds;
    private readonly double[]? _bounds;
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);

    public MetricFamily(string name, Instrument instrument)
    {
        _name = name;
        _help = (instrument.Description ?? "").ReplaceLineEndings(" ");
        string kind = instrument.GetType().Name.Split('`')[0];
        _isObserved = instrument.IsObservable;
        _adds = kind is "Counter" or "UpDownCounter";
        _type = kind switch
        {
            "Counter" or "ObservableCounter" => "counter",
            "Histogram" => "histogram",
            _ => "gauge",
        };
        _bounds = _type == "histogram" ? Bounds(instrument) : null;
    }

    /// <summary>Names as Prometheus wants them: dots become underscores, a counter ends in _total.</summary>
    public static string NameOf(Instrument instrument)
    {
        string name = string.Concat(instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c == ':' ? c : '_'));
        bool isCounter = instrument.GetType().Name.Split('`')[0] is "Counter" or "ObservableCounter";
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        List<string> labels = [];
        foreach ((string name, object? value) in tags)
        {
            string text = (value?.ToString() ?? "").Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            labels.Add($"{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}=\"{text}\"");
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    public void Record(double value, string labels)
    {
        if (!_series.TryGetValue(labels, out Series? series))
        {
            _series.Add(labels, series = new Series(_bounds?.Length ?? 0));
        }

        series.Value = _adds || _bounds is not null ? series.Value + value : value;
        series.Count++;
        for (int i = 0; i < series.Buckets.Length; i++)
        {
            series.Buckets[i] += value <= _bounds![i] ? 1 : 0;
        }
    }

    /// <summary>What an observable instrument no longer reports is gone.</summary>
    public void ForgetObserved()
    {
        if (_isObserved)
        {
            _series.Clear();
        }
    }

    public void Write(StringBuilder text)
    {
        if (_series.Count == 0)
        {
            return;
        }

        if (_help.Length > 0)
        {
            text.Append("# HELP ").Append(_name).Append(' ').Append(_help).Append('\n');
        }

        text.Append("# TYPE ").Append(_name).Append(' ').Append(_type).Append('\n');
        foreach ((string labels, Series series) in _series)
        {
            if (_bounds is null)
            {
                Line(text, "", labels, series.Value);
                continue;
            }

            string more = labels.Length == 0 ? "" : labels + ",";
            for (int i = 0; i < _bounds.Length; i++)
            {
                Line(text, "_bucket", $"{more}le=\"{_bounds[i]}\"", series.Buckets[i]);
            }

            Line(text, "_bucket", $"{more}le=\"+Inf\"", series.Count);
            Line(text, "_sum", labels, series.Value);
            Line(text, "_count", labels, series.Count);
        }
    }

    private void Line(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(_name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => s_defaultBuckets,
    };

    private sealed class Series(int buckets)
    {
        public double Value { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
