namespace LustreOperator.Agent;

/// <summary>The devices of a sysfs class, such as net or block, with the PCI functions that they sit below.</summary>
internal sealed record ClassDevices(IReadOnlyList<ClassDevice> Devices, string? Problem)
{
    /// <summary>
    /// Reads <c>sys/class/KIND</c>, where each device is a link into sys/devices. The text of the link names every function on the way, however
    /// deep the device is below it (hostN/targetN, virtioN, a VMD's own PCI domain, a USB bus), so no folder needs to be walked.
    /// </summary>
    public static ClassDevices Read(HostTree tree, string kind)
    {
        HostListing names = tree.Names($"sys/class/{kind}");
        return new ClassDevices(
            [.. from name in names.Items
                let target = tree.LinkTarget($"sys/class/{kind}/{name}")
                where target is not null
                select new ClassDevice(name, target, FunctionsOn(target))],
            names.Problem);
    }

    /// <summary>The PCI functions on a path of sysfs.</summary>
    public static IReadOnlyList<PciAddress> FunctionsOn(string path)
    {
        List<PciAddress> functions = [];
        foreach (string part in path.Split('/'))
        {
            // In sysfs an address always has its domain.
            if (part.Length >= "0000:00:00.0".Length && PciAddress.TryParse(part, out PciAddress address))
            {
                functions.Add(address);
            }
        }

        return functions;
    }
}
