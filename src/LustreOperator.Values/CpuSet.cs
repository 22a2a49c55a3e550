using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LustreOperator.Values;

/// <summary>
/// A set of host CPU numbers (or of NUMA node numbers: libvirt writes both the same way). Immutable, compared by value, in order.
/// </summary>
public sealed class CpuSet : IEquatable<CpuSet>, IReadOnlyCollection<int>, ISpanParsable<CpuSet>
{
    /// <summary>The highest number that can be in a set: libvirt knows no CPU above it (VIR_DOMAIN_CPUMASK_LEN).</summary>
    public const int MaxCpu = 16383;

    private readonly ImmutableArray<int> _cpus;

    private CpuSet(ImmutableArray<int> sorted) => _cpus = sorted;

    public static CpuSet Empty { get; } = new([]);

    public int Count => _cpus.Length;

    public bool IsEmpty => _cpus.IsEmpty;

    /// <summary>The lowest number.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public int Min => IsEmpty ? throw new InvalidOperationException("An empty CPU set has no lowest CPU.") : _cpus[0];

    /// <summary>The highest number.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public int Max => IsEmpty ? throw new InvalidOperationException("An empty CPU set has no highest CPU.") : _cpus[^1];

    public static bool operator ==(CpuSet? left, CpuSet? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(CpuSet? left, CpuSet? right) => !(left == right);

    public static CpuSet Of(params ReadOnlySpan<int> cpus) => From(cpus.ToArray());

    /// <summary>The set of these numbers, in any order and repeated or not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or above <see cref="MaxCpu"/>.</exception>
    public static CpuSet From(IEnumerable<int> cpus)
    {
        ArgumentNullException.ThrowIfNull(cpus);
        ImmutableArray<int> sorted = [.. cpus.Distinct().Order()];
        if (sorted.Length > 0 && (sorted[0] < 0 || sorted[^1] > MaxCpu))
        {
            throw new ArgumentOutOfRangeException(nameof(cpus), $"CPU numbers are 0 to {MaxCpu}.");
        }

        return sorted.IsEmpty ? Empty : new CpuSet(sorted);
    }

    /// <summary><paramref name="count"/> CPUs from <paramref name="first"/> on.</summary>
    public static CpuSet Range(int first, int count) => From(Enumerable.Range(first, count));

    /// <summary>Reads libvirt's list: <c>0-3,^2,8</c>; nothing at all is the empty set.</summary>
    /// <exception cref="FormatException">The text is not such a list.</exception>
    public static CpuSet Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s.AsSpan(), out CpuSet? set)
            ? set
            : throw new FormatException($"'{s}' is not a CPU list like 0-3,^2,8.");
    }

    public static CpuSet Parse(string s, IFormatProvider? provider) => Parse(s);

    public static CpuSet Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s.ToString());

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out CpuSet result)
    {
        result = null;
        return s is not null && TryParse(s.AsSpan(), out result);
    }

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out CpuSet result) =>
        TryParse(s, out result);

    public static bool TryParse(ReadOnlySpan<char> s, [MaybeNullWhen(false)] out CpuSet result)
    {
        result = null;
        SortedSet<int> cpus = [];
        if (!s.Trim().IsEmpty)
        {
            foreach (Range part in s.Split(','))
            {
                if (!CpuListSyntax.TryApply(s[part].Trim(), cpus))
                {
                    return false;
                }
            }
        }

        result = From(cpus);
        return true;
    }

    public bool Contains(int cpu) => _cpus.BinarySearch(cpu) >= 0;

    public CpuSet Union(CpuSet other) => From(_cpus.Concat(other._cpus));

    public CpuSet Intersect(CpuSet other) => From(_cpus.Where(other.Contains));

    public CpuSet Except(CpuSet other) => From(_cpus.Where(cpu => !other.Contains(cpu)));

    public bool IsSubsetOf(CpuSet other) => _cpus.All(other.Contains);

    public bool Overlaps(CpuSet other) => _cpus.Any(other.Contains);

    public bool Equals(CpuSet? other) => other is not null && _cpus.AsSpan().SequenceEqual(other._cpus.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as CpuSet);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int cpu in _cpus)
        {
            hash.Add(cpu);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_cpus).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>libvirt's list in its shortest form, <c>0-1,3,8</c>; the empty set is the empty string.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int i = 0; i < _cpus.Length; i++)
        {
            int first = _cpus[i];
            while (i + 1 < _cpus.Length && _cpus[i + 1] == _cpus[i] + 1)
            {
                i++;
            }

            text.Append(text.Length > 0 ? "," : string.Empty).Append(first);
            if (_cpus[i] > first)
            {
                text.Append('-').Append(_cpus[i]);
            }
        }

        return text.ToString();
    }
}
