
namespace LustreOperator.Libvirt.Tests.Values;

/// <summary>Definitions that several tests use.</summary>
internal static class Samples
{
    public static readonly Guid Uuid = new("3f1c6a52-8f0e-4d0a-9f5a-0c1d2e3f4a5b");

    /// <summary>What a program may note on a domain of its own.</summary>
    public static DomainMetadata Mark { get; } = new()
    {
        NamespaceUri = "https://example.org/notes",
        Prefix = "notes",
        Name = "machine",
        Attributes = [new("uid", "5b2f0f6e-5a7c-4a86-9b0d-8f5c3c1f9a10"), new("name", "bench-oss-0")],
    };

    public static DomainDefinition Minimal { get; } = new()
    {
        Name = "qa.ha-client-0",
        Metadata = [Mark],
        Type = DomainType.Qemu,
        VCpus = 1,
        MemoryKiB = 65536,
        SparePciePorts = 0,
        GuestAgent = false,
        SerialConsole = false,
    };

    /// <summary>A domain that starts anywhere and has what all of ours have.</summary>
    public static DomainDefinition Small(string name) => Minimal with
    {
        Name = name,
        VCpus = 2,
        GuestAgent = true,
        SerialConsole = true,
        SparePciePorts = 4,
    };

    /// <summary>
    /// An OSS of the <c>bench</c> example: six pinned cores, hugepages and two HCAs on node 1, of which one has two neighbours in its IOMMU group.
    /// </summary>
    public static DomainDefinition Oss { get; } = new()
    {
        Name = "qa.bench-oss-0",
        Metadata = [Mark with { Attributes = [.. Mark.Attributes, new("parked", "0000:82:00.0 0000:82:00.2")] }],
        VCpus = 6,
        VcpuPins = Enumerable.Range(0, 6).Select(vcpu => new VcpuPin(vcpu, CpuSet.Of(6 + vcpu))).ToValueList(),
        EmulatorPin = CpuSet.Parse("6-11"),
        MemoryKiB = 12 << 20,
        HugepageKiB = 2048,
        MemoryBinding = new MemoryBinding(CpuSet.Of(1)),
        Disks =
        [
            new DomainDisk { Target = "vda", Source = new VolumeSource("default", "qa.bench-oss-0.root"), Serial = "root", Alias = "ua-disk-root", BootOrder = 1 },
            new DomainDisk { Target = "vdb", Source = new BlockSource("/dev/vg0/ost0"), Format = VolumeFormat.Raw, Serial = "ost0", Alias = "ua-disk-ost0" },
            new DomainDisk { Target = "vdc", Source = new FileSource("/var/lib/seed <&> 1.iso"), Format = VolumeFormat.Raw, IsReadOnly = true },
        ],
        Interfaces =
        [
            new DomainInterface { Mac = "52:54:00:AA:00:01", Source = new BridgeSource("br0"), Alias = "ua-net-ethernet" },
            new DomainInterface { Mac = "52:54:00:aa:00:02", Source = new NetworkSource("default") },
        ],
        HostDevices =
        [
            new DomainHostDevice { Address = PciAddress.Parse("0000:81:00.0"), Alias = "ua-hca-lnet" },
            new DomainHostDevice { Address = PciAddress.Parse("0000:82:00.1"), Alias = "ua-hca-storage", IsManaged = false },
        ],
    };
}
