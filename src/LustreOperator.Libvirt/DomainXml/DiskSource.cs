namespace LustreOperator.Libvirt;

/// <summary>
/// Where a disk's bytes are: <see cref="VolumeSource"/>, <see cref="FileSource"/>, <see cref="BlockSource"/> or <see cref="OtherSource"/>. Its text is for
/// people: <c>pool/volume</c> or a path.
/// </summary>
public abstract record DiskSource
{
    private protected DiskSource()
    {
    }
}
