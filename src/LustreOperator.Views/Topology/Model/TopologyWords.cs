namespace LustreOperator.Views.Topology;

/// <summary>Words about a cluster that both pictures say alike.</summary>
internal static class TopologyWords
{
    public static string Further(int hosts) => hosts == 1 ? "1 further host carries nothing of it" : $"{hosts} further hosts carry nothing of it";

    public static string Hops(int hops) => hops == 1 ? "1 hop" : $"{hops} hops";
}
