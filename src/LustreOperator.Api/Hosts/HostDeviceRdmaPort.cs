namespace LustreOperator.Api;

/// <summary>A port of an RDMA device.</summary>
public sealed record HostDeviceRdmaPort
{
    /// <summary>From 1.</summary>
    public int Number { get; init; }

    /// <summary>InfiniBand or Ethernet: what a VPI port really is.</summary>
    public string? LinkLayer { get; init; }

    /// <summary>In the kernel's words, such as 40 Gb/sec (4X QDR).</summary>
    public string? Rate { get; init; }

    /// <summary>Logical state: DOWN, INIT, ARMED, ACTIVE.</summary>
    public string? State { get; init; }

    /// <summary>Physical state: LinkUp, Polling, Disabled...</summary>
    public string? PhysicalState { get; init; }

    /// <summary>Port GUID, four groups of four hexadecimal digits; null when the kernel does not say.</summary>
    public string? PortGuid { get; init; }
}
