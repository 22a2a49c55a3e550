using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>Keeps RDMA facts of functions that guests have now. Pure.</summary>
internal static class RdmaMemory
{
    public static HostDeviceRdma? Of(PciDevice function, HostDeviceRdma? seen, HostDevice? before) => seen ?? (function.Driver == "vfio-pci" ? before?.Rdma : null);
}
