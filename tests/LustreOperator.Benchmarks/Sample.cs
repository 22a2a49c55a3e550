using System.Globalization;

namespace LustreOperator.Benchmarks;

/// <summary>Measured times, in seconds.</summary>
internal sealed class Sample(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public int Count => _sorted.Length;

    public double Median => Percentile(50);

    /// <summary>The value that so many percent do not exceed (nearest rank).</summary>
    public double Percentile(double percent) => _sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * _sorted.Length) - 1)];

    public string Text(double percent) => Percentile(percent).ToString("0.000", CultureInfo.InvariantCulture);
}
