namespace LustreOperator.Libvirt;

/// <summary>A domain as libvirt has it: in our terms, and what libvirt filled in or others added.</summary>
public sealed record DomainDescription
{
    /// <summary>
    /// In our terms: equal to the definition that was written when nothing changed but what libvirt chose
    /// (<see cref="DomainDefinition.Uuid"/>, and the aliases that were left to it).
    /// </summary>
    public required DomainDefinition Definition { get; init; }

    /// <summary>The machine type it was made with, as <c>pc-q35-7.2</c>.</summary>
    public string? Machine { get; init; }

    public string? Architecture { get; init; }

    public string? Emulator { get; init; }

    /// <summary>Whether the guest's agent has opened its channel; null when off or without a channel.</summary>
    public bool? GuestAgentConnected { get; init; }

    /// <summary>The pseudo terminal of the serial console, while it runs.</summary>
    public string? ConsolePath { get; init; }

    /// <summary>What libvirt gave to each of our devices, by <see cref="DomainDevice.Key"/>, in the order of the XML.</summary>
    public ValueList<PlacedDevice> Devices { get; init; }

    /// <summary>How many of its vCPUs are plugged in (virsh setvcpus); null: not known.</summary>
    public int? OnlineVCpus { get; init; }

    /// <summary>What a balloon leaves the guest of its memory, in KiB (virsh setmem); null: it has none.</summary>
    public long? CurrentMemoryKiB { get; init; }

    /// <summary>PCI Express root ports that hold nothing: so many devices more can be plugged in while it runs.</summary>
    public int FreePciePorts { get; init; }

    /// <summary>Disks, interfaces and host devices of kinds that we never make, as <c>element type</c>: <c>interface user</c>.</summary>
    public ValueList<string> ForeignDevices { get; init; }

    /// <summary>The host's ends of its interfaces, as <c>vnet0</c>, while it runs; one without such an end is left out.</summary>
    public ValueList<string> InterfaceTargets { get; init; }

    /// <summary>The text it was read from.</summary>
    public required string Xml { get; init; }
}
