using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>Hosts as a whole, as both pictures head them.</summary>
/// <param name="Title">The host's name, or how many there are.</param>
/// <param name="Ready">True: all are.</param>
/// <param name="Readiness">In words.</param>
/// <param name="Cpus">Free, of all that machines may use.</param>
/// <param name="Hcas">Free, of all offered.</param>
internal sealed record InventoryFigures(string Title, ConditionStatus Ready, string Readiness, string Cpus, string Hcas)
{
    private const int NamedHosts = 4;

    public static InventoryFigures Of(InventoryModel model)
    {
        int ready = model.Hosts.Count(host => host.Ready == ConditionStatus.True);
        bool isOne = model.Hosts.Count == 1;
        return new InventoryFigures(
            isOne ? $"KVM host {model.Hosts[0].Name}" : $"{model.Hosts.Count} KVM hosts",
            isOne ? model.Hosts[0].Ready : ready == model.Hosts.Count ? ConditionStatus.True : ConditionStatus.False,
            isOne ? HostReadiness.Words(model.Hosts[0]) : $"{ready}/{model.Hosts.Count} Ready",
            $"{model.Hosts.Sum(host => host.CpusFree)}/{model.Hosts.Sum(host => host.CpusUsable)}",
            $"{model.Hosts.Sum(host => host.DevicesFree)}/{model.Hosts.Sum(host => host.DevicesOffered)}");
    }

    /// <summary>What one who sees the picture should know.</summary>
    public static IEnumerable<string> Sentences(InventoryModel model) =>
    [
        .. model.Unseen is { } unseen ? (string[])[unseen] : [],
        .. model.Hosts.SelectMany(host => host.Notes.Select(note => (Host: host.Name, Note: note))).GroupBy(item => item.Note, item => item.Host)
            .Select(same => model.Hosts.Count == 1 ? same.Key : $"{Names([.. same], model.Hosts.Count)}: {same.Key}"),
    ];

    // What is the same of many is told once.
    private static string Names(string[] hosts, int all) =>
        hosts.Length == all ? $"all {all} hosts"
        : hosts.Length <= NamedHosts ? string.Join(", ", hosts)
        : $"{string.Join(", ", hosts.Take(NamedHosts))} and {hosts.Length - NamedHosts} more";
}
