namespace LustreOperator.Cli.Cluster;

/// <summary>What a user may have meant by a name that is not there.</summary>
internal static class NearNames
{
    private const int NamedAtMost = 5;

    /// <summary>Such as <c>did you mean ha-oss-0 or ha-oss-1?</c>; the names that there are when none is near.</summary>
    /// <param name="name">What the user gave.</param>
    /// <param name="known">What there is.</param>
    /// <param name="none">What to say when there is nothing.</param>
    public static string Advice(string name, IEnumerable<string> known, string none)
    {
        string[] all = [.. known.Distinct().Order(StringComparer.Ordinal)];
        (string Name, int Distance)[] near =
        [
            .. all.Select(other => (other, Distance(name, other)))
                .Where(item => item.Item2 <= Math.Max(2, name.Length / 4) || item.other.Contains(name, StringComparison.Ordinal))
                .OrderBy(item => item.Item2).Take(3),
        ];
        return near.Length > 0 ? $"did you mean {string.Join(" or ", near.Select(item => item.Name))}?"
            : all.Length == 0 ? none
            : $"there are {string.Join(", ", all.Take(NamedAtMost))}{(all.Length > NamedAtMost ? $" and {all.Length - NamedAtMost} more" : "")}";
    }

    // Levenshtein's: letters to change, add or take away.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
