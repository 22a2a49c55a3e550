using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>A step on a host: gives a physical function another number of virtual ones.</summary>
internal sealed record MakeVirtualFunctions(PciAddress PhysicalFunction, int Count, int Before)
{
    /// <summary>The step in words.</summary>
    public string Describe() => $"give {PhysicalFunction} {Count} virtual functions (had {Before})";
}
