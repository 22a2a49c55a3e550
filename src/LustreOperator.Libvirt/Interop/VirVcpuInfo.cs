using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>virVcpuInfo, 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct VirVcpuInfo
{
    public readonly uint Number;
    public readonly int State;
    public readonly ulong CpuTimeNs;
    public readonly int Cpu;
}
