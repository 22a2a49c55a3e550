namespace LustreOperator.Libvirt;

/// <summary>
/// libvirt's list of CPUs or NUMA nodes (virBitmapParse): the kernel's, with spaces, and with parts such as ^2 that take a number out of what was said before.
/// libvirt keeps such a text in a definition as somebody typed it.
/// </summary>
internal static class CpuListText
{
    /// <summary>Reads a list; nothing at all is the empty set.</summary>
    /// <exception cref="FormatException">The text is not such a list.</exception>
    public static CpuSet Parse(string text)
    {
        CpuSet cpus = [];
        foreach (string part in string.IsNullOrWhiteSpace(text) ? [] : text.Split(',', StringSplitOptions.TrimEntries))
        {
            bool isTakenOut = part.StartsWith('^');
            if (!CpuSet.TryParse(isTakenOut ? part[1..] : part, out CpuSet? said) || said.IsEmpty || (isTakenOut && said.Count > 1))
            {
                throw new FormatException($"'{text}' is not a CPU list like 0-3,^2,8.");
            }

            cpus = isTakenOut ? cpus.Except(said) : cpus.Union(said);
        }

        return cpus;
    }
}
