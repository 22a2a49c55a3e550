using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>virDomainStatsRecord: a domain and its typed parameters. All of it stays libvirt's until the list is freed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VirDomainStatsRecord
{
    public nint Domain;
    public VirTypedParameter* Parameters;
    public int Count;
}
