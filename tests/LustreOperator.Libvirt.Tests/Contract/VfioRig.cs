namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A host whose functions can be passed through, and the hands that bind drivers.</summary>
internal interface IVfioRig
{
    /// <summary>Takes a function from its host driver for VFIO, as `virsh nodedev-detach` does.</summary>
    Task TakeAsync(PciDevice function);

    /// <summary>Gives it back.</summary>
    Task GiveBackAsync(PciDevice function);
}

/// <summary>A simulated one.</summary>
internal sealed class SimulatedVfioRig(string uri) : SimulatedRig(uri), IVfioRig
{
    public Task TakeAsync(PciDevice function) => Done(() => TheHost.BindDriver(function.Address, "vfio-pci"));

    public Task GiveBackAsync(PciDevice function) => Done(() => TheHost.BindDriver(function.Address, function.Driver));
}
