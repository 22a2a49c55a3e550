namespace LustreOperator.Api;

public sealed record HostCpu
{
    /// <summary>The kernel's number of the CPU.</summary>
    public int Id { get; init; }

    /// <summary>libvirt's socket_id.</summary>
    public int Socket { get; init; }

    /// <summary>
    /// libvirt's core_id: unique in its socket at most, and not even there where a socket
    /// has several dies. <see cref="Siblings"/> tell who shares a core.
    /// </summary>
    public int Core { get; init; }

    /// <summary>Hyperthreads of the same core, this one included.</summary>
    public CpuSet Siblings { get; init => field = value ?? []; } = [];
}
