namespace LustreOperator.Libvirt;

/// <summary>A block device of the host.</summary>
public sealed record BlockSource(string Path) : DiskSource
{
    public override string ToString() => Path;
}
