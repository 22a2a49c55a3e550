namespace LustreOperator.Agent;

/// <summary>The phases of a machine, in order: a new concern is a folder and a line here.</summary>
internal static class MachinePhases
{
    /// <summary>
    /// All of them. What ends or refuses a machine comes first. Pins come before devices: they can always be put right, and a device that cannot
    /// be plugged in must not keep vCPUs where they should not run.
    /// </summary>
    public static IReadOnlyList<MachinePhase> All { get; } =
    [
        new(ReleasePhase.Plan, tools => new ReleaseHands(tools)),
        new(ClaimPhase.Plan, tools => new ClaimHands(tools)),
        new(VolumePhase.Plan, tools => new VolumeHands(tools)),
        new(DefinitionPhase.Plan, tools => new DefinitionHands(tools)),
        new(PowerPhase.Plan, tools => new PowerHands(tools)),
        new(PinPhase.Plan, tools => new PinHands(tools)),
        new(DevicePhase.Plan, tools => new DeviceHands(tools)),
        new(PausePhase.Plan, tools => new PauseHands(tools)),
    ];
}
