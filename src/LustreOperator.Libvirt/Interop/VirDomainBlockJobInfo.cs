using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>virDomainBlockJobInfo, 32 bytes: only its kind is of use to us.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal readonly struct VirDomainBlockJobInfo
{
    /// <summary>virDomainBlockJobType.</summary>
    public readonly int Type;
}
