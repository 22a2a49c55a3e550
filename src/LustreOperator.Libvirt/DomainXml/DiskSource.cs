namespace LustreOperator.Libvirt;

/// <summary>Where a disk's bytes are: <see cref="VolumeSource"/>, <see cref="FileSource"/> or <see cref="BlockSource"/>.</summary>
public abstract record DiskSource
{
    private protected DiskSource()
    {
    }
}
