namespace LustreOperator.Libvirt;

/// <summary>A PCI function of the host given to the guest.</summary>
public sealed record DomainHostDevice : DomainDevice
{
    /// <summary>Its address on the host.</summary>
    public required PciAddress Address { get; init; }

    /// <summary>Whether libvirt takes it from its host driver at start and gives it back at the end.</summary>
    public bool IsManaged { get; init; } = true;

    public override string Key => $"hostdev {Address}";
}
