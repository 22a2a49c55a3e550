namespace LustreOperator.Libvirt;

/// <summary>An image file on the host.</summary>
public sealed record FileSource(string Path) : DiskSource
{
    public override string ToString() => Path;
}
