namespace LustreOperator.Simulation.Shapes;

/// <summary>The files that make a shape: libvirt's XML as its calls give it.</summary>
internal static class ShapeFiles
{
    /// <summary>virConnectGetCapabilities. Its UUID gives way to the one of the host's name.</summary>
    public const string Capabilities = "capabilities.xml";

    /// <summary>virConnectGetDomainCapabilities for q35.</summary>
    public const string DomainCapabilities = "domain-capabilities.xml";

    /// <summary>virNodeDeviceGetXMLDesc of every device, within one element <c>devices</c>.</summary>
    public const string Devices = "devices.xml";

    /// <summary>virStoragePoolGetXMLDesc of every pool, within one element <c>pools</c>.</summary>
    public const string Pools = "pools.xml";

    /// <summary>virNetworkGetXMLDesc of every network, within one element <c>networks</c>.</summary>
    public const string Networks = "networks.xml";

    private static readonly string[] s_all = [Capabilities, DomainCapabilities, Devices, Pools, Networks];

    /// <summary>Reads the shape that a URI names.</summary>
    /// <exception cref="ArgumentException">There is no such shape, or a file of it is missing or not what it should be.</exception>
    public static HostShape Read(SimulatedUri uri)
    {
        try
        {
            return ShapeReader.Read(Files(uri.Shape), uri.Host, uri.HostUuid);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException($"The shape {uri.Shape} cannot be read: {exception.Message}", nameof(uri), exception);
        }
    }

    private static Func<string, string> Files(string shape)
    {
        if (BuiltInShapes.Find(shape) is { } builtIn)
        {
            return builtIn;
        }

        string known = $"Known are {string.Join(", ", BuiltInShapes.Names)}, or the absolute path of a folder with {string.Join(", ", s_all)}.";
        if (!Path.IsPathFullyQualified(shape))
        {
            throw new ArgumentException($"There is no shape '{shape}' of a simulated host. {known}", nameof(shape));
        }

        string[] missing = [.. s_all.Where(file => !File.Exists(Path.Combine(shape, file)))];
        return missing.Length == 0
            ? file => File.ReadAllText(Path.Combine(shape, file))
            : throw new ArgumentException(
                $"The folder {shape} is not the shape of a simulated host: it lacks {string.Join(", ", missing)}. {known}", nameof(shape));
    }
}
