namespace LustreOperator.Libvirt;

/// <summary>Something on the host that libvirt lists and that cannot be read, most often because its XML is not well-formed.</summary>
/// <param name="Kind">What it is, in libvirt's words: <c>node device</c>, <c>storage pool</c>, <c>network</c>, <c>domain</c>, <c>capabilities</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record UnreadablePart(string Kind, string Name, string Problem)
{
    public override string ToString() => $"{Kind} {Name}: {Problem}";
}
