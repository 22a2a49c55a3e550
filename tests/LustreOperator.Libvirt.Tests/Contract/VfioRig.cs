namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>A host whose functions can be passed through, and the hands that change them through sysfs.</summary>
internal interface IVfioRig
{
    /// <summary>Takes a function from its driver and leaves it with none.</summary>
    Task UnbindAsync(PciDevice function);

    /// <summary>Gives a physical function two virtual ones.</summary>
    Task MakeVirtualFunctionsAsync(PciDevice physical);

    /// <summary>Takes them away.</summary>
    Task RemoveVirtualFunctionsAsync(PciDevice physical);
}

/// <summary>A simulated one: its shape has the virtual functions from the start.</summary>
internal sealed class SimulatedVfioRig(string uri) : SimulatedRig(uri), IVfioRig
{
    public Task UnbindAsync(PciDevice function) => Done(() => TheHost.BindDriver(function.Address, null));

    public Task MakeVirtualFunctionsAsync(PciDevice physical) => Task.CompletedTask;

    public Task RemoveVirtualFunctionsAsync(PciDevice physical) => Task.CompletedTask;
}
