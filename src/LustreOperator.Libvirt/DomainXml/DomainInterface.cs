namespace LustreOperator.Libvirt;

/// <summary>A virtio network interface.</summary>
public sealed record DomainInterface : DomainDevice
{
    /// <summary>Its address, kept as libvirt writes it: lower case, with colons.</summary>
    public required string Mac
    {
        get;
        init => field = value.ToLowerInvariant();
    }

    public required InterfaceSource Source { get; init; }

    public override string Key => $"interface {Mac}";
}
