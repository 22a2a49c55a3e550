namespace LustreOperator.Api;

/// <summary>
/// RDMA facts of a PCI function (the kernel's Documentation/ABI/stable/sysfs-class-infiniband). Seen while a host driver has it, and kept from then
/// while a machine has it.
/// </summary>
public sealed record HostDeviceRdma
{
    /// <summary>Name of the RDMA device, such as mlx5_0.</summary>
    public string Device { get; init => field = value ?? ""; } = "";

    /// <summary>Four groups of four hexadecimal digits.</summary>
    public string? NodeGuid { get; init; }

    public string? Firmware { get; init; }

    /// <summary>The vendor's name of the board (board_id), such as MT_0000000224.</summary>
    public string? Board { get; init; }

    public IReadOnlyList<HostDeviceRdmaPort> Ports { get; init => field = value ?? []; } = [];
}
