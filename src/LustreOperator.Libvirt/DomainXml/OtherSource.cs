namespace LustreOperator.Libvirt;

/// <summary>A source of a kind that we never make: network, nvme, dir, ... Kept as it is.</summary>
/// <param name="Type">The disk's <c>type</c>.</param>
/// <param name="Xml">Its <c>source</c> element as text, on one line.</param>
public sealed record OtherSource(string Type, string Xml) : DiskSource
{
    public override string ToString() => $"{Type} {Xml}";
}
