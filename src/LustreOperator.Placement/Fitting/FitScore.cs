namespace LustreOperator.Placement;

/// <summary>How good a place on a host is; the first difference decides, and less is better.</summary>
/// <param name="Lost">CPUs, devices and memory nodes that a machine to be changed would not keep.</param>
/// <param name="Remote">Parts that are not on the main node; 0 with NUMA Required, and with None, which does not look.</param>
/// <param name="Far">How much farther they are than the host's nearest two nodes, summed up, in units of NUMA distances.</param>
/// <param name="WastedHcas">Free HCAs on the main node of a machine that asks for none.</param>
/// <param name="BlockedCpus">Free CPUs that nobody can have as Dedicated because the machine shares them.</param>
/// <param name="SplitCpus">CPUs taken that are not part of a whole core taken.</param>
/// <param name="BrokenCores">Cores free before, of which only a part is taken.</param>
/// <param name="CpusLeft">CPUs left free on the main node: the tightest node is the best.</param>
/// <param name="MainNode">Position of the main node.</param>
internal sealed record FitScore(
    int Lost, int Remote, int Far, int WastedHcas, int BlockedCpus, int SplitCpus, int BrokenCores, int CpusLeft, int MainNode)
{
    public (int, int, int, int, int, int, int, int, int) Order =>
        (Lost, Remote, Far, WastedHcas, BlockedCpus, SplitCpus, BrokenCores, CpusLeft, MainNode);
}
