using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;

namespace LustreOperator.Values;

/// <summary>
/// A set of numbers of host CPUs or of NUMA nodes. Immutable, compared by value, in ascending order. Its text is the kernel's list, such as 0-3,8
/// (Linux, Documentation/admin-guide/kernel-parameters); the empty set is the empty text.
/// </summary>
[CollectionBuilder(typeof(CpuSet), nameof(Of))]
[JsonConverter(typeof(TextJson<CpuSet>))]
public sealed class CpuSet : IEquatable<CpuSet>, IReadOnlyCollection<int>, IParsable<CpuSet>
{
    /// <summary>The highest number that can be in a set: libvirt knows no CPU above it (VIR_DOMAIN_CPUMASK_LEN), and the kernel's NR_CPUS is less.</summary>
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

    /// <summary>The set of these numbers, in any order and repeated or not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or above <see cref="MaxCpu"/>.</exception>
    public static CpuSet Of(params ReadOnlySpan<int> cpus)
    {
        if (cpus.IsEmpty)
        {
            return Empty;
        }

        int[] sorted = cpus.ToArray();
        Array.Sort(sorted);
        if (sorted[0] < 0 || sorted[^1] > MaxCpu)
        {
            throw new ArgumentOutOfRangeException(nameof(cpus), $"CPU numbers are 0 to {MaxCpu}.");
        }

        int count = 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[count - 1])
            {
                sorted[count++] = sorted[i];
            }
        }

        return new CpuSet([.. sorted.AsSpan(0, count)]);
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{int})"/>
    public static CpuSet From(IEnumerable<int> cpus) => Of([.. cpus]);

    /// <summary><paramref name="count"/> CPUs from <paramref name="first"/> on.</summary>
    public static CpuSet Range(int first, int count) => From(Enumerable.Range(first, count));

    /// <summary>Reads a list such as 0-3,8: no spaces, nothing that takes numbers out again.</summary>
    /// <exception cref="FormatException">The text is not such a list.</exception>
    public static CpuSet Parse(string s) => TryParse(s, out CpuSet? set) ? set : throw new FormatException($"'{s}' is not a list such as 0-3,8.");

    public static CpuSet Parse(string s, IFormatProvider? provider) => Parse(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out CpuSet result) => TryParse(s, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, [MaybeNullWhen(false)] out CpuSet result)
    {
        result = null;
        if (string.IsNullOrEmpty(s))
        {
            result = s is null ? null : Empty;
            return s is not null;
        }

        // Of a text that names the same numbers again and again only these are kept.
        Span<ulong> mask = stackalloc ulong[(MaxCpu + 1) / 64];
        foreach (Range at in s.AsSpan().Split(','))
        {
            ReadOnlySpan<char> part = s.AsSpan()[at];
            int dash = part.IndexOf('-');
            if (!TryNumber(dash < 0 ? part : part[..dash], out int first) || !TryNumber(part[(dash + 1)..], out int last) || last < first)
            {
                return false;
            }

            for (int cpu = first; cpu <= last; cpu++)
            {
                mask[cpu >> 6] |= 1UL << (cpu & 63);
            }
        }

        result = OfMask(mask);
        return true;
    }

    public bool Contains(int cpu) => _cpus.BinarySearch(cpu) >= 0;

    public CpuSet Union(CpuSet other) => other.IsEmpty ? this : IsEmpty ? other : Of([.. _cpus, .. other._cpus]);

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

    /// <summary>The list in its shortest form: 0-1,3,8.</summary>
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

            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{first}");
            if (_cpus[i] > first)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{_cpus[i]}");
            }
        }

        return text.ToString();
    }

    private static CpuSet OfMask(ReadOnlySpan<ulong> mask)
    {
        ImmutableArray<int>.Builder cpus = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < mask.Length; i++)
        {
            for (ulong word = mask[i]; word != 0; word &= word - 1)
            {
                cpus.Add((i << 6) + BitOperations.TrailingZeroCount(word));
            }
        }

        return cpus.Count == 0 ? Empty : new CpuSet(cpus.DrainToImmutable());
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= MaxCpu;
}
