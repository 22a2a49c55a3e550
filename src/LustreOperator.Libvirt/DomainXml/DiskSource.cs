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

/// <summary>An image file on the host.</summary>
public sealed record FileSource(string Path) : DiskSource
{
    public override string ToString() => Path;
}

/// <summary>A block device of the host.</summary>
public sealed record BlockSource(string Path) : DiskSource
{
    public override string ToString() => Path;
}

/// <summary>A volume of a storage pool, which must be active when the domain starts.</summary>
public sealed record VolumeSource(string Pool, string Volume) : DiskSource
{
    public override string ToString() => $"{Pool}/{Volume}";
}

/// <summary>A source of a kind that we never make: network, nvme, dir, ... Kept as it is.</summary>
/// <param name="Type">The disk's <c>type</c>.</param>
/// <param name="Xml">Its <c>source</c> element as text, on one line.</param>
public sealed record OtherSource(string Type, string Xml) : DiskSource
{
    public override string ToString() => $"{Type} {Xml}";
}
