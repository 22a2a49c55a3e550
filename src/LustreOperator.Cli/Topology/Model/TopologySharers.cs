namespace LustreOperator.Cli.Topology;

/// <summary>Who runs on CPUs that several machines share.</summary>
internal static class TopologySharers
{
    /// <summary>Machines of the cluster by their letters, others counted: <c>shared by A, C and 2 machines of others</c>.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="holders">All sharers, as namespace/name.</param>
    public static string Words(TopologyModel model, IReadOnlyList<string> holders)
    {
        string[] marks = [.. model.Machines.Where(machine => holders.Contains($"{model.Namespace}/{machine.Name}")).Select(machine => machine.Mark)];
        int others = holders.Count - marks.Length;
        return "shared by " + string.Join(" and ", (string[])
        [
            .. marks.Length > 0 ? (string[])[string.Join(", ", marks)] : [],
            .. others > 0 ? (string[])[$"{TopologyFigures.Machines(others)} of others"] : [],
        ]);
    }
}
