namespace LustreOperator.Api;

/// <summary>The condition types of a machine, beside <see cref="ConditionTypes"/>.</summary>
public static class MachineConditionTypes
{
    /// <summary>Every vCPU and the emulator run where they should.</summary>
    public const string PinsInSync = "PinsInSync";

    /// <summary>Disks, network interfaces and host devices are as wanted.</summary>
    public const string DevicesInSync = "DevicesInSync";

    /// <summary>Somebody changed its domain in a way that is left alone. There only while that is so.</summary>
    public const string ChangedByHand = "ChangedByHand";

    /// <summary>VCPUs, memory and devices are on one NUMA node.</summary>
    public const string NumaLocal = "NumaLocal";

    /// <summary>A wanted change takes effect only at the next start.</summary>
    public const string RestartRequired = "RestartRequired";

    /// <summary>The host holds nothing of the machine any more.</summary>
    public const string Released = "Released";
}
