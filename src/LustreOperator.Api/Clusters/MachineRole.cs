namespace LustreOperator.Api;

/// <summary>What a machine does in the file system.</summary>
public enum MachineRole
{
    MGS,
    MDS,
    OSS,
    Router,
    Client,
    Builder,
}
