namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>For tests of passthrough: the functions that may be taken.</summary>
internal abstract class PassthroughFixture(string uri) : ContractFixture
{
    protected const string Vfio = "vfio-pci";

    protected IVfioRig Hands => (IVfioRig)Rig;

    /// <summary>Endpoints of the host with drivers and a place, by address.</summary>
    protected PciDevice[] Functions { get; private set; } = [];

    [OneTimeSetUp]
    public async Task FindFunctions() => Functions =
    [
        .. (await Host.ListPciDevicesAsync(None)).Where(device =>
            !device.IsBridge && device.NumaNode is not null && device.IommuGroup is not null && device.Driver is not (null or "vfio-pci")),
    ];

    /// <summary>A test that fails may leave functions taken; those of guests come back when the guests are off.</summary>
    [TearDown]
    public async Task GiveBackAll()
    {
        await Clean();
        IReadOnlyList<PciDevice> now = await Host.ListPciDevicesAsync(None);
        foreach (PciDevice function in Functions.Where(function => !now.Any(device => device.Address == function.Address && device.Driver == function.Driver)))
        {
            await GiveBack(function);
        }
    }

    protected override ContractRig MakeRig() => VfioHosts.RigOf(uri);

    protected async Task<PciDevice> Now(PciDevice function) =>
        (await Host.ListPciDevicesAsync(None)).Single(device => device.Address == function.Address);

    /// <summary>A real host takes its time to bind drivers.</summary>
    protected Task HasDriver(PciDevice function, string? driver) =>
        Deadline.Until(async () => (await Now(function)).Driver == driver, $"{function.Address} has the driver {driver}");

    protected Task Take(PciDevice function) => Host.DetachNodeDeviceAsync(function.Address, None);

    protected Task GiveBack(PciDevice function) => Host.ReattachNodeDeviceAsync(function.Address, None);

    protected static bool IsAlone(PciDevice function) => function.IommuGroup!.Members.Count == 1;

    protected DomainDefinition With(string name, params PciDevice[] functions) => Definition(name) with
    {
        HostDevices = functions.Select(Device).ToValueList(),
    };

    protected static DomainHostDevice Device(PciDevice function) => new() { Address = function.Address };
}
