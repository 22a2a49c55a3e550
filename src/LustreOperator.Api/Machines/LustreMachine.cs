namespace LustreOperator.Api;

/// <summary>One VM, fully resolved: host, pins, memory node, device addresses, disks, networks, power state.</summary>
public sealed record LustreMachine
{
    public const string KindName = "LustreMachine";
    public const string Plural = "lustremachines";

    public string ApiVersion { get; init; } = ApiNames.ApiVersion;

    public string Kind { get; init; } = KindName;

    public ObjectMeta Metadata { get; init; } = new();

    public LustreMachineSpec Spec { get; init; } = new();

    public LustreMachineStatus? Status { get; init; }
}
