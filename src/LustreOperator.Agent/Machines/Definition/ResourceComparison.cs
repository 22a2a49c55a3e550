using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What differs between a wanted domain and another in what only a start can change. Pure.</summary>
internal static class ResourceComparison
{
    // libvirt copies the mark of the definition when a domain starts: that of what runs tells which restart it had.
    public static IReadOnlyList<DomainDifference> Restart(DomainDefinition wanted, DomainDefinition live) =>
        wanted.Mark?.Restart is { } asked && live.Mark?.Restart != asked ? [new RestartDifference(asked, live.Mark?.Restart)] : [];

    public static IReadOnlyList<DomainDifference> Of(DomainDefinition wanted, DomainDefinition actual)
    {
        List<DomainDifference> differences = [];
        void Compare<T>(T left, T right, Func<T, T, DomainDifference> difference)
        {
            if (!EqualityComparer<T>.Default.Equals(left, right))
            {
                differences.Add(difference(left, right));
            }
        }

        Compare(wanted.VCpus, actual.VCpus, (left, right) => new VcpusDifference(left, right));
        Compare(wanted.MemoryKiB, actual.MemoryKiB, (left, right) => new MemoryDifference(left, right));
        Compare(wanted.HugepageKiB, actual.HugepageKiB, (left, right) => new HugepagesDifference(left, right));
        Compare(wanted.MemoryBinding, actual.MemoryBinding, (left, right) => new NumaNodesDifference(left, right));
        Compare(wanted.Type, actual.Type, (left, right) => new TypeDifference(left, right));
        return differences;
    }
}
