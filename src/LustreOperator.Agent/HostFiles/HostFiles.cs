namespace LustreOperator.Agent;

/// <summary>
/// What libvirt cannot tell of the host's PCI functions, read from the host's own /sys and /proc: what the host uses them for, and their RDMA
/// devices. Of use only to an agent on the host itself, in its network namespace.
/// </summary>
internal sealed class HostFiles
{
    private readonly HostTree _tree;
    private readonly Func<IReadOnlyList<InterfaceAddress>> _addresses;
    private readonly KernelCall _call = new();

    /// <summary>Reads nothing yet.</summary>
    /// <param name="root">The host's root folder: <c>/</c>.</param>
    /// <param name="addresses">The IPv4 addresses of the host's interfaces: <see cref="InterfaceAddresses.Read"/>.</param>
    public HostFiles(string root, Func<IReadOnlyList<InterfaceAddress>> addresses)
    {
        _tree = new HostTree(root);
        _addresses = addresses;
    }

    /// <summary>
    /// The facts of all functions that are there, each true at its own moment: whoever takes a function away from the host looks again just
    /// before. A function that is missing was not there when it was looked for: nothing is known of it. The kernel asks firmware for some of it
    /// and may hang there; cancelling ends the waiting, and the next reading begins when that one has ended.
    /// </summary>
    /// <exception cref="IOException">There is no sysfs below the root, or it does not list the functions.</exception>
    public Task<IReadOnlyDictionary<PciAddress, FunctionFacts>> ReadAsync(CancellationToken cancel) =>
        _call.RunAsync<IReadOnlyDictionary<PciAddress, FunctionFacts>>(() => Read(cancel), cancel);

    private Dictionary<PciAddress, FunctionFacts> Read(CancellationToken cancel)
    {
        IReadOnlyList<PciAddress> functions = Functions();
        ClassDevices interfaces = ClassDevices.Read(_tree, "net");
        ClassDevices disks = ClassDevices.Read(_tree, "block");
        ClassDevices rdma = ClassDevices.Read(_tree, "infiniband");
        HostListing scsiHosts = _tree.Names("sys/class/scsi_host");
        string? problem = interfaces.Problem ?? disks.Problem ?? rdma.Problem ?? scsiHosts.Problem;
        NetworkUse network = NetworkUse.Read(_tree, _addresses);
        DiskUse disk = DiskUse.Read(_tree);

        // A device is its innermost function's, but whoever takes one further out (a bridge, a VMD) takes the device with it.
        ILookup<PciAddress, string> interfacesOf = ByFunction(interfaces.Devices, device => device.Functions.TakeLast(1));
        ILookup<PciAddress, string> interfacesBelow = ByFunction(interfaces.Devices, device => device.Functions);
        ILookup<PciAddress, string> disksBelow = ByFunction(disks.Devices, FunctionsAbove);
        ILookup<PciAddress, string> rdmaOf = ByFunction(rdma.Devices, device => device.Functions.TakeLast(1));
        ILookup<string, string> sessions = SrpSessions(scsiHosts.Items);
        Dictionary<PciAddress, FunctionFacts> facts = [];
        foreach (PciAddress function in functions)
        {
            cancel.ThrowIfCancellationRequested();
            List<string> uses =
            [
                .. Uses("interface", interfacesBelow[function], network.Of),
                .. HidesInterface(function) ? ["an interface of it is in another network namespace"] : (string[])[],
                .. Uses("disk", disksBelow[function], disk.Of),
                .. rdmaOf[function].SelectMany(device => sessions[device]).Select(host => $"SRP target on {host}"),
            ];
            if (uses.Count == 0 && problem is not null)
            {
                uses.Add($"may be in use: {problem}");
            }

            facts[function] = new FunctionFacts
            {
                HostUse = HostUseText.Join(uses),
                Rdma = rdmaOf[function].FirstOrDefault() is { } first ? RdmaReader.Read(_tree, first) : null,
                Interfaces = [.. interfacesOf[function]],
            };
        }

        return facts;
    }

    private List<PciAddress> Functions()
    {
        HostListing names = _tree.Names("sys/bus/pci/devices");
        string? problem = names.Problem ?? (_tree.Exists("sys/bus") ? null : $"{_tree.FullPath("sys")} is no sysfs");
        if (problem is not null)
        {
            throw new IOException($"The host's PCI functions cannot be listed: {problem}.");
        }

        List<PciAddress> functions = [];
        foreach (string name in names.Items)
        {
            if (PciAddress.TryParse(name, out PciAddress address))
            {
                functions.Add(address);
            }
        }

        return functions;
    }

    /// <summary>
    /// The functions that a disk is reached by. The disk of an NVMe with native multipath belongs to its subsystem, which has links to its
    /// controllers (drivers/nvme/host/core.c, nvme_init_subsystem); below a function there is a hidden path alone, which nothing is done with.
    /// </summary>
    private IEnumerable<PciAddress> FunctionsAbove(ClassDevice disk)
    {
        const string Subsystems = "devices/virtual/nvme-subsystem/";
        int start = disk.Target.IndexOf(Subsystems, StringComparison.Ordinal);
        if (start < 0)
        {
            return disk.Functions;
        }

        string subsystem = $"sys/{Subsystems}{disk.Target[(start + Subsystems.Length)..].Split('/')[0]}";
        return _tree.Names(subsystem).Items
            .Select(name => _tree.LinkTarget($"{subsystem}/{name}")).OfType<string>()
            .SelectMany(ClassDevices.FunctionsOn).Distinct();
    }

    /// <summary>
    /// Whether the function has an interface that is not here: the kernel keeps the folder <c>net</c> while there is a device in it, and shows
    /// only those of the network namespace that sysfs was mounted in (drivers/base/core.c, fs/kernfs).
    /// </summary>
    private bool HidesInterface(PciAddress function)
    {
        string folder = $"sys/bus/pci/devices/{function}";
        return _tree.Names(folder).Items
            .Where(name => name.StartsWith("virtio", StringComparison.Ordinal)).Select(name => $"{folder}/{name}/net").Append($"{folder}/net")
            .Any(net => _tree.Exists(net) && _tree.Names(net).Items.Count == 0);
    }

    /// <summary>The SCSI hosts of the SRP initiator by RDMA device (Documentation/ABI/stable/sysfs-driver-ib_srp).</summary>
    private ILookup<string, string> SrpSessions(IEnumerable<string> hosts) => hosts
        .Select(host => (Host: host, Device: _tree.Attribute($"sys/class/scsi_host/{host}/local_ib_device")))
        .Where(session => session.Device is not null)
        .ToLookup(session => session.Device!, session => session.Host);

    private static IEnumerable<string> Uses(string kind, IEnumerable<string> names, Func<string, string?> useOf) =>
        from name in names
        let use = useOf(name)
        where use is not null
        select $"{kind} {name} {use}";

    // mlx5_2 is before mlx5_10.
    private static ILookup<PciAddress, string> ByFunction(IEnumerable<ClassDevice> devices, Func<ClassDevice, IEnumerable<PciAddress>> functions) =>
        devices.OrderBy(device => device.Name.Length).ThenBy(device => device.Name, StringComparer.Ordinal)
            .SelectMany(device => functions(device).Select(function => (function, device.Name)))
            .ToLookup(pair => pair.function, pair => pair.Name);
}
