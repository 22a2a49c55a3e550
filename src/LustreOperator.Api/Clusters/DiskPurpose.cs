namespace LustreOperator.Api;

public enum DiskPurpose
{
    /// <summary>Operating system or scratch: goes with its machine.</summary>
    System,

    /// <summary>Lustre targets and what else must outlive the machine.</summary>
    Data,
}
