namespace LustreOperator.Placement;

/// <summary>How good a host is for a machine that fits on it; the first difference decides, less is better, and names break ties.</summary>
/// <param name="PartnerThere">1 if the failover partner of a new machine is there.</param>
/// <param name="Remote">Remote parts of the best place there.</param>
/// <param name="Far">How far they are, as in <see cref="FitScore.Far"/>.</param>
/// <param name="BlockedCpus">Free CPUs that the machine would share, so that nobody can have them as Dedicated.</param>
/// <param name="WastedHcas">Free HCAs of the host, if the machine asks for none.</param>
/// <param name="SameCluster">Machines of the same cluster there: a cluster spreads.</param>
/// <param name="CpusLeft">CPUs left free: different clusters are packed.</param>
internal sealed record HostScore(int PartnerThere, int Remote, int Far, int BlockedCpus, int WastedHcas, int SameCluster, int CpusLeft)
{
    public (int, int, int, int, int, int, int) Order => (PartnerThere, Remote, Far, BlockedCpus, WastedHcas, SameCluster, CpusLeft);

    public static HostScore Of(HostState state, Fit fit) => new(
        fit.Demand.Current is null && Together(state, fit.Demand) ? 1 : 0,
        fit.Score.Remote,
        fit.Score.Far,
        fit.Score.BlockedCpus,
        fit.Demand.Devices.Count > 0 ? 0 : state.FreeDevices.Length,
        OfCluster(state, fit.Demand),
        state.Free.Count - fit.Demand.CpuCount);

    /// <summary>Number of machines of the same cluster on the host.</summary>
    public static int OfCluster(HostState state, Demand demand) => state.Holdings.Count(holding => holding.Machine.SameCluster(demand.Machine));

    /// <summary>True if the machine's failover partner is on the host.</summary>
    public static bool Together(HostState state, Demand demand) =>
        demand.Partner is { } partner && state.Holdings.Any(holding => holding.Machine.Index == partner.Index && holding.Machine.SameGroup(partner));
}
