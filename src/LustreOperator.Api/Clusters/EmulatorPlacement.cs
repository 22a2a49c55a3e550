namespace LustreOperator.Api;

/// <summary>Where QEMU's own threads run.</summary>
public enum EmulatorPlacement
{
    /// <summary>On the machine's own CPUs.</summary>
    Shared,

    /// <summary>On one further CPU of the machine's own (with pinning Dedicated).</summary>
    Isolated,
}
