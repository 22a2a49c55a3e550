using LustreOperator.Libvirt.Simulation;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Libvirt;

/// <summary>Chooses what serves a connection URI.</summary>
public static class HypervisorFactory
{
    /// <summary>A simulated host for a URI of the scheme <c>simulated</c>, libvirt for any other.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds, or the URI names no simulated host that there is.</exception>
    /// <exception cref="LibvirtException">The state file of the simulated host cannot be used.</exception>
    public static IHypervisor Open(LibvirtOptions options, TimeProvider time, ILogger<LibvirtHypervisor> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        return SimulatedUri.IsSimulated(options.Uri) ? new SimulatedHypervisor(options) : new LibvirtHypervisor(options, time, logger);
    }
}
