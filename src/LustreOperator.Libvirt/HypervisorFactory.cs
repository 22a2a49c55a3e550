using Microsoft.Extensions.Logging;

namespace LustreOperator.Libvirt;

/// <summary>Chooses by its scheme what serves a connection URI: a stand-in that the program knows, libvirt for any other.</summary>
/// <param name="standIns">Schemes of stand-ins, such as <c>simulated</c>, and what opens a URI of each.</param>
public sealed class HypervisorFactory(params (string Scheme, Func<LibvirtOptions, IHypervisor> Open)[] standIns)
{
    private readonly Dictionary<string, Func<LibvirtOptions, IHypervisor>> _standIns =
        standIns.ToDictionary(standIn => standIn.Scheme, standIn => standIn.Open, StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens a connection, which the caller disposes of.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds, or the URI names nothing that its stand-in has.</exception>
    /// <exception cref="LibvirtException">The stand-in cannot be used.</exception>
    public IHypervisor Open(LibvirtOptions options, TimeProvider time, ILogger<LibvirtHypervisor> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        int colon = options.Uri.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && _standIns.TryGetValue(options.Uri[..colon], out Func<LibvirtOptions, IHypervisor>? open)
            ? open(options)
            : new LibvirtHypervisor(options, time, logger);
    }
}
