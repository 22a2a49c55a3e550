namespace LustreOperator.Agent;

/// <summary>A value of a domain that is not as wanted.</summary>
/// <param name="Field">Which, such as <c>vcpuPins[2]</c> or <c>memory</c>.</param>
/// <param name="Desired">What is wanted.</param>
/// <param name="Actual">What is.</param>
/// <param name="Repair">The step that puts it right while the domain runs; null when only a restart does.</param>
internal sealed record DomainDifference(string Field, string Desired, string Actual, MachineAction? Repair = null)
{
    /// <summary>Why it is as it is, for people; null: nothing to say.</summary>
    public string? Note { get; init; }

    /// <summary>The condition reason that tells users which obstacle it is (<see cref="LustreOperator.Api.MachineReasons"/>); null: none of its own.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Whether what puts it right has been done, and the guest still has time to follow.</summary>
    public TimeSpan? Awaited { get; init; }

    /// <summary>Under which reason it is left as it is and told (<see cref="LustreOperator.Api.MachineReasons"/>); null: it is put right.</summary>
    public string? LeftAlone { get; init; }

    /// <summary>Whether only a restart puts it right.</summary>
    public bool IsLasting => Repair is null && Awaited is null && LeftAlone is null;

    public override string ToString() => LeftAlone is not null ? $"{Field} is {Actual}, not {Desired}"
        : Note is null ? $"{Field} {Actual} -> {Desired}"
        : $"{Field} {Actual} -> {Desired} ({Note})";

    /// <summary>Whether it is about where vCPUs and emulator run.</summary>
    public bool IsPin => Field.StartsWith("vcpuPins", StringComparison.Ordinal) || Field == "emulatorCpus";

    /// <summary>Whether it is about disks, network interfaces or host devices.</summary>
    public bool IsDevice => IsOfDevice && LeftAlone is null or LustreOperator.Api.MachineReasons.DiskMoved;

    private bool IsOfDevice =>
        Field.StartsWith("disk ", StringComparison.Ordinal) || Field.StartsWith("interface ", StringComparison.Ordinal)
        || Field.StartsWith("hostdev ", StringComparison.Ordinal);
}
