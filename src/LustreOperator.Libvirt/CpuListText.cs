using System.Globalization;

namespace LustreOperator.Values;

/// <summary>One part of a libvirt CPU list: <c>3</c>, <c>0-3</c> or <c>^2</c>, applied in the order written.</summary>
internal static class CpuListSyntax
{
    public static bool TryApply(ReadOnlySpan<char> part, SortedSet<int> cpus)
    {
        if (part.StartsWith('^'))
        {
            if (!TryNumber(part[1..], out int removed))
            {
                return false;
            }

            cpus.Remove(removed);
            return true;
        }

        int dash = part.IndexOf('-');
        ReadOnlySpan<char> low = dash < 0 ? part : part[..dash];
        ReadOnlySpan<char> high = dash < 0 ? part : part[(dash + 1)..];
        if (!TryNumber(low, out int first) || !TryNumber(high, out int last) || last < first)
        {
            return false;
        }

        for (int cpu = first; cpu <= last; cpu++)
        {
            cpus.Add(cpu);
        }

        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= CpuSet.MaxCpu;
}
