namespace LustreOperator.Views.Drawing;

/// <summary>PCI functions, one a line: address, model, fabric, and who has it for what; below each what more there is to say.</summary>
internal static class TextDevices
{
    private const int Gap = 2;

    /// <summary>Columns below which a model says nothing.</summary>
    private const int LeastModel = 6;

    /// <summary>A fabric is cut, but no shorter.</summary>
    private const int LeastFabric = 12;

    public static IEnumerable<TextLine> Draw(IReadOnlyList<TextDevice> devices, int width)
    {
        if (devices.Count == 0)
        {
            yield break;
        }

        int address = devices.Max(device => device.Address.Length);
        int room = width - address - (3 * Gap);
        int holder = Math.Min(devices.Max(device => device.Holder.Length), Math.Max(0, room));
        int fabric = Math.Min(devices.Max(device => device.Fabric.Length), Math.Max(Math.Min(LeastFabric, room), room - holder));
        int left = room - fabric - holder;
        int name = left < LeastModel ? 0 : Math.Min(left, devices.Max(device => device.Model.Length));
        foreach (TextDevice device in devices)
        {
            TextLine line = new TextLine()
                .Add(device.Address.PadRight(address + Gap))
                .Add(name == 0 ? "" : TextLine.Cut(device.Model, name).PadRight(name + Gap), TextInk.Dim)
                .Add(TextLine.Cut(device.Fabric, fabric).PadRight(fabric + Gap), TextInk.Dim);
            yield return line.Add(TextLine.Cut(device.Holder, width - line.Width), device.Ink);
            foreach (string text in TextLine.Pack(device.Details, width - Gap))
            {
                yield return new TextLine(new string(' ', Gap)).Add(text, TextInk.Dim);
            }
        }
    }
}

/// <summary>A PCI function, or several that are alike.</summary>
/// <param name="Address">Short.</param>
/// <param name="Model">In words.</param>
/// <param name="Fabric">Empty: nobody has said.</param>
/// <param name="Holder">Who has it for what, in few words.</param>
/// <param name="Ink">Of the holder.</param>
internal sealed record TextDevice(string Address, string Model, string Fabric, string Holder, TextInk Ink)
{
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The address of one, the first and the last of several.</summary>
    public static string AddressOf<TDevice>(DeviceRun<TDevice> run, Func<TDevice, PciAddress> addressOf) => run.Count == 1
        ? DeviceNames.Short(addressOf(run.First))
        : $"{DeviceNames.Short(addressOf(run.First))}…{DeviceNames.Short(addressOf(run.Last))} ({run.Count})";
}
