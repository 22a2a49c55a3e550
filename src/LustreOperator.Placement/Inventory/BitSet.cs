using System.Numerics;

namespace LustreOperator.Placement;

/// <summary>An immutable set of small numbers: a host's CPUs or device groups by their position in the <see cref="HostModel"/>.</summary>
internal sealed class BitSet
{
    private readonly ulong[] _words;

    private BitSet(ulong[] words) => _words = words;

    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    public static BitSet Of(int size, IEnumerable<int> members)
    {
        ulong[] words = new ulong[(size + 63) / 64];
        foreach (int member in members)
        {
            words[member >> 6] |= 1UL << (member & 63);
        }

        return new BitSet(words);
    }

    public bool IsSameAs(BitSet other) => _words.AsSpan().SequenceEqual(other._words);

    public bool Contains(int member) => (_words[member >> 6] >> (member & 63) & 1) != 0;

    public BitSet Union(BitSet other) => Combine(other, static (a, b) => a | b);

    public BitSet Intersect(BitSet other) => Combine(other, static (a, b) => a & b);

    public BitSet Except(BitSet other) => Combine(other, static (a, b) => a & ~b);

    public int CountIn(BitSet other)
    {
        int count = 0;
        for (int i = 0; i < _words.Length; i++)
        {
            count += BitOperations.PopCount(_words[i] & other._words[i]);
        }

        return count;
    }

    /// <summary>The members in ascending order.</summary>
    public IEnumerable<int> Members()
    {
        for (int i = 0; i < _words.Length; i++)
        {
            for (ulong word = _words[i]; word != 0; word &= word - 1)
            {
                yield return (i << 6) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    private BitSet Combine(BitSet other, Func<ulong, ulong, ulong> operation)
    {
        ulong[] words = new ulong[_words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = operation(_words[i], other._words[i]);
        }

        return new BitSet(words);
    }
}
