using System.Globalization;

namespace LustreOperator.TestKit;

/// <summary>A process of this machine, told from another that gets its number later by when it began.</summary>
public sealed record RunningProcess(int Id, int Parent, string Began, string Command)
{
    /// <summary>Whether it has not ended; one that its parent has not taken notice of has.</summary>
    public bool Lives => Find(Id) is { } now && now.Began == Began;

    /// <summary>Process <paramref name="root"/> and all that it and its children started, as far as their parents live.</summary>
    public static IReadOnlyList<RunningProcess> TreeOf(int root)
    {
        ILookup<int, RunningProcess> children = All().ToLookup(process => process.Parent);
        List<RunningProcess> tree = [.. All().Where(process => process.Id == root)];
        for (int i = 0; i < tree.Count; i++)
        {
            tree.AddRange(children[tree[i].Id]);
        }

        return tree;
    }

    /// <summary>Every process that is there now.</summary>
    public static IReadOnlyList<RunningProcess> All() =>
    [
        .. Directory.GetDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? Find(id) : null)
            .OfType<RunningProcess>(),
    ];

    public override string ToString() => $"{Id} {Command}";

    private static RunningProcess? Find(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : new RunningProcess(
                    id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19], File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim());
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
