namespace LustreOperator.Libvirt;

/// <summary>Names a volume of a pool.</summary>
public sealed record VolumeReference(string Pool, string Name);
