namespace LustreOperator.Api;

/// <summary>What is different for one machine of its group. One for a machine that does not exist waits until it does.</summary>
public sealed record MachineOverride
{
    /// <summary>Name of the LustreMachine, such as ha-oss-0.</summary>
    public string Machine { get; init => field = value ?? ""; } = "";

    /// <summary>Instead of the group's; null: as the group says.</summary>
    public PowerState? PowerState { get; init; }

    /// <summary>A time that is not the last one restarts the machine once, whatever the update policy says.</summary>
    public DateTimeOffset? RestartedAt { get; init; }

    /// <summary>Disks of the group that are different for this machine; null: none.</summary>
    public IReadOnlyList<DiskOverride>? Disks { get; init; }
}
