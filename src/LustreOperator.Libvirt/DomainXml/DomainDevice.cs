namespace LustreOperator.Libvirt;

/// <summary>A device that can be plugged in and out.</summary>
public abstract record DomainDevice
{
    private protected DomainDevice()
    {
    }

    /// <summary>
    /// Our name for it, beginning with <c>ua-</c> (letters, digits, _ and -): events about devices carry nothing else. Null to let libvirt
    /// choose, which it does at each start.
    /// </summary>
    public string? Alias { get; init; }

    /// <summary>Its turn in the boot order, from 1; null not to boot from it.</summary>
    public int? BootOrder { get; init; }

    /// <summary>What tells it from the domain's other devices: <c>disk vda</c>, <c>interface 52:54:...</c>, <c>hostdev 0000:41:00.0</c>.</summary>
    public abstract string Key { get; }
}
