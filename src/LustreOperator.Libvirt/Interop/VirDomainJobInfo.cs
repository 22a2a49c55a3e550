using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>virDomainJobInfo, 96 bytes: only its kind is of use to us.</summary>
[StructLayout(LayoutKind.Sequential, Size = 96)]
internal readonly struct VirDomainJobInfo
{
    /// <summary>virDomainJobType: 0 for none, 3 and more for one that ended.</summary>
    public readonly int Type;
}
