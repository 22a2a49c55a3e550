namespace LustreOperator.Libvirt.Connections;

/// <summary>How far a call had come when its caller gave it up.</summary>
internal enum CallProgress
{
    NotBegun,
    UnderWay,
    Ended,
}
