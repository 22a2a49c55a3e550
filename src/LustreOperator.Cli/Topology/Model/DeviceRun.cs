namespace LustreOperator.Cli.Topology;

/// <summary>PCI functions that are alike and that nobody of the cluster holds, told as one: a card has up to 128 virtual ones.</summary>
/// <param name="First">The first, by address.</param>
/// <param name="Last">The last.</param>
/// <param name="Count">So many.</param>
internal sealed record DeviceRun(TopologyDevice First, TopologyDevice Last, int Count)
{
    /// <summary>Shorter runs are told one by one.</summary>
    private const int Shortest = 4;

    public static IEnumerable<DeviceRun> Of(IReadOnlyList<TopologyDevice> devices)
    {
        for (int start = 0; start < devices.Count;)
        {
            int end = start + 1;
            while (end < devices.Count && AreAlike(devices[start], devices[end]))
            {
                end++;
            }

            if (end - start < Shortest)
            {
                end = start + 1;
            }

            yield return new DeviceRun(devices[start], devices[end - 1], end - start);
            start = end;
        }
    }

    private static bool AreAlike(TopologyDevice one, TopologyDevice other) =>
        one.Machine is null && other.Machine is null && one.Model == other.Model && one.Fabric == other.Fabric && one.Free == other.Free
        && one.Holders.SequenceEqual(other.Holders, StringComparer.Ordinal);
}
