namespace LustreOperator.Libvirt;

/// <summary>A volume of a storage pool, which must be active when the domain starts.</summary>
public sealed record VolumeSource(string Pool, string Volume) : DiskSource
{
    public override string ToString() => $"{Pool}/{Volume}";
}
