namespace LustreOperator.Api;

public enum CpuPinning
{
    /// <summary>Each vCPU has a host CPU that no other machine uses.</summary>
    Dedicated,

    /// <summary>Each vCPU may run on any CPU of the host's shared set; overcommit is allowed.</summary>
    Shared,
}
