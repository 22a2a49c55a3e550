using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace LustreOperator.Values;

/// <summary>The kernel's list format of CPUs or NUMA nodes, such as 0-3,8. Source: Linux, Documentation/admin-guide/kernel-parameters.</summary>
public static class CpuList
{
    /// <summary>Highest number accepted: the kernel's NR_CPUS is at most 8192.</summary>
    public const int MaxNumber = 8191;

    /// <summary>The numbers in ascending order; false if the text is not a list. Null and empty are the empty list.</summary>
    public static bool TryParse(string? text, out ImmutableSortedSet<int> numbers)
    {
        numbers = [];
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var builder = ImmutableSortedSet.CreateBuilder<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2
                || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                || last < first || last > MaxNumber)
            {
                return false;
            }

            builder.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        numbers = builder.ToImmutable();
        return true;
    }

    /// <summary>The numbers of a text that is known to be a list.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ImmutableSortedSet<int> Parse(string? text) =>
        TryParse(text, out ImmutableSortedSet<int> numbers) ? numbers : throw new FormatException($"`{text}` is not a list such as 0-3,8");

    /// <summary>The shortest text: ranges where two or more follow each other.</summary>
    public static string Format(IEnumerable<int> numbers)
    {
        int[] sorted = [.. numbers.Distinct().Order()];
        var text = new StringBuilder();
        for (int start = 0; start < sorted.Length;)
        {
            int end = start;
            while (end + 1 < sorted.Length && sorted[end + 1] == sorted[end] + 1)
            {
                end++;
            }

            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{sorted[start]}");
            if (end > start)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{sorted[end]}");
            }

            start = end + 1;
        }

        return text.ToString();
    }
}
