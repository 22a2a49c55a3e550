namespace LustreOperator.Libvirt.Interop;

/// <summary>Reads virDomainGetVcpus.</summary>
internal static unsafe class VcpuReader
{
    /// <summary>VIR_VCPU_OFFLINE.</summary>
    private const int Offline = 0;

    /// <summary>Bytes for all CPUs that a host may have.</summary>
    private const int MapLength = (CpuSet.MaxCpu + 1) / 8;

    /// <summary>The real affinity of every online vCPU.</summary>
    public static ValueList<VcpuAffinity> Read(DomainHandle domain, int vcpus)
    {
        VirVcpuInfo[] infos = new VirVcpuInfo[vcpus];
        byte[] maps = new byte[vcpus * MapLength];
        fixed (VirVcpuInfo* info = infos)
        {
            fixed (byte* map = maps)
            {
                int count = NativeResult.Check(Native.virDomainGetVcpus(domain, info, vcpus, map, MapLength));
                return Enumerable.Range(0, count)
                    .Where(i => infos[i].State != Offline)
                    .Select(i => new VcpuAffinity(
                        (int)infos[i].Number,
                        CpuMap.Read(maps.AsSpan(i * MapLength, MapLength)),
                        infos[i].Cpu >= 0 ? infos[i].Cpu : null))
                    .ToValueList();
            }
        }
    }
}
