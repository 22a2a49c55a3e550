namespace LustreOperator.Agent;

/// <summary>The uses of a function in one text. Pure.</summary>
internal static class HostUseText
{
    /// <summary>The CRD's maximum of status.devices[].hostUse.</summary>
    public const int MaxLength = 512;

    private const int MaxUses = 3;
    private const int MaxUseLength = 160;

    /// <summary>
    /// The first uses, and how many more there are; null: none. Names and mount points are other people's: no control character passes.
    /// </summary>
    public static string? Join(IReadOnlyCollection<string> uses)
    {
        string text = string.Join("; ", uses.Take(MaxUses).Select(Printable));
        return uses.Count == 0 ? null : uses.Count > MaxUses ? $"{text}; and {uses.Count - MaxUses} more" : text;
    }

    private static string Printable(string use)
    {
        string text = string.Concat(use.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
        return text.Length > MaxUseLength ? $"{text[..(MaxUseLength - 3)]}..." : text;
    }
}
