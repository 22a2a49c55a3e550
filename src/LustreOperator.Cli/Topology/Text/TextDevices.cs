namespace LustreOperator.Cli.Topology;

/// <summary>PCI functions, one a line: address, model, fabric, and who has it for what.</summary>
internal sealed class TextDevices(TopologyModel model)
{
    private const int Gap = 2;

    /// <summary>Columns below which a model says nothing.</summary>
    private const int LeastModel = 6;

    public IEnumerable<TextLine> Draw(IReadOnlyList<TopologyDevice> devices, int width)
    {
        if (devices.Count == 0)
        {
            return [];
        }

        DeviceRun[] runs = [.. DeviceRun.Of(devices)];
        int address = runs.Max(run => Address(run).Length);
        int fabric = runs.Max(run => Fabric(run).Length);
        int holder = runs.Max(run => Holder(run.First).Length);
        int left = width - address - fabric - holder - (3 * Gap);
        int name = left < LeastModel ? 0 : Math.Min(left, runs.Max(run => Model(run).Length));
        return runs.Select(run => new TextLine()
            .Add(Address(run).PadRight(address + Gap))
            .Add(name == 0 ? "" : TextLine.Cut(Model(run), name).PadRight(name + Gap), TextInk.Dim)
            .Add(Fabric(run).PadRight(fabric + Gap), TextInk.Dim)
            .Add(Holder(run.First), run.First.Machine is { } machine ? TextInk.Of(model.Machine(machine)) : TextInk.Dim));
    }

    private static string Address(DeviceRun run) =>
        run.Count == 1 ? run.First.ShortAddress : $"{run.First.ShortAddress}…{run.Last.ShortAddress} ({run.Count})";

    private static string Model(DeviceRun run) =>
        run.First.Model ?? "gone";

    private static string Fabric(DeviceRun run) => run.First.Fabric ?? "";

    private string Holder(TopologyDevice device) => device switch
    {
        { Holders.Count: > 1 } => $"! {string.Join(" and ", device.Holders)}",
        { Machine: { } machine } => $"{model.Machine(machine)!.Mark} {device.Network ?? "(to be given back)"}",
        { Free: true } => "free",
        { Holders: [var holder] } => $"× {holder}",
        _ => "IOMMU group held",
    };
}
