namespace LustreOperator.Agent;

/// <summary>A value of a domain that is not as wanted.</summary>
/// <param name="Field">Which, such as <c>vcpuPins[2]</c> or <c>memory</c>.</param>
/// <param name="Desired">What is wanted.</param>
/// <param name="Actual">What is.</param>
/// <param name="Repair">The step that puts it right while the domain runs; null when only a restart does.</param>
internal sealed record DomainDifference(string Field, string Desired, string Actual, MachineAction? Repair = null)
{
    public override string ToString() => $"{Field} {Actual} -> {Desired}";

    /// <summary>Whether it is about where vCPUs and emulator run.</summary>
    public bool IsPin => Field.StartsWith("vcpuPins", StringComparison.Ordinal) || Field == "emulatorCpus";

    /// <summary>Whether it is about disks, network interfaces or host devices.</summary>
    public bool IsDevice =>
        Field.StartsWith("disk ", StringComparison.Ordinal) || Field.StartsWith("interface ", StringComparison.Ordinal)
        || Field.StartsWith("hostdev ", StringComparison.Ordinal);
}
