using LustreOperator.Api;
using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Inventory;

/// <summary>Hosts in box drawing characters.</summary>
public static class InventoryText
{
    public static IReadOnlyList<TextLine> Draw(InventoryModel model, int width)
    {
        TextHosts<InventoryDevice> hosts = new(model.Lab, devices => Devices(model.Lab, devices), width);
        return
        [
            .. Head(model, width),
            .. model.Hosts.SelectMany(hosts.Draw),
            .. TextLegend.Draw(model.Lab, model.Hosts.SelectMany(host => host.AllCpus)),
            .. TextBlock.Section("Machines", TextMachines.Draw(model.Lab, width)),
        ];
    }

    private static IEnumerable<TextLine> Head(InventoryModel model, int width)
    {
        InventoryFigures figures = InventoryFigures.Of(model);
        yield return new TextLine(figures.Title, TextInk.Bold).Add("  ")
            .Add(figures.Readiness, figures.Ready == ConditionStatus.True ? TextInk.Good : TextInk.Bad);
        yield return new TextLine(string.Join(" · ", (string[])
        [
            Figures.Machines(model.Machines.Count), $"{figures.Cpus} CPUs free", $"{figures.Hcas} HCAs free",
        ]));
        foreach (string text in InventoryFigures.Sentences(model).SelectMany(sentence => TextLine.Wrap(sentence, width)))
        {
            yield return new TextLine(text, TextInk.Bad);
        }

        yield return new TextLine();
    }

    private static IEnumerable<TextDevice> Devices(LabMachines machines, IReadOnlyList<InventoryDevice> devices) =>
        from run in InventoryDevice.Runs(devices)
        let device = run.First
        let isBelow = devices.Any(other => other.Address == device.PhysicalFunction)
        select new TextDevice(
            (isBelow ? "└ " : "") + TextDevice.AddressOf(run, function => function.Address), device.Model ?? "", device.Fabric ?? "",
            OwnerWords.Short(device, machines), Ink(device.Owner, machines))
        {
            Details = Details(device, isBelow),
        };

    // A virtual function stands below its physical one; VFIO's driver tells no more than that it has an owner.
    private static string[] Details(InventoryDevice device, bool isBelow) =>
    [
        device.GroupSiblings.Count > 0 ? $"group {DeviceWords.Group(device)}" : "",
        PciDriver.IsVfio(device.Driver) ? "" : device.Driver ?? "",
        DeviceWords.Link(device),
        DeviceWords.Rdma(device),
        device.Rdma?.Firmware is { } firmware ? $"firmware {firmware}" : "",
        device.VirtualFunction && (isBelow || device.PhysicalFunction is null) ? "" : DeviceWords.Sriov(device),
        OwnerWords.More(device),
    ];

    private static TextInk Ink(DeviceOwner owner, LabMachines machines) => owner.Kind switch
    {
        OwnerKind.Machine when machines.Find(owner.Machine) is { } machine => TextInk.Of(machine),
        OwnerKind.Contested or OwnerKind.Absent => TextInk.Bad,
        _ => TextInk.Dim,
    };
}
