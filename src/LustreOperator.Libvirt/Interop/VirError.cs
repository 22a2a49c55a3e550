using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>The head of virError (80 bytes), which is all we read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct VirError
{
    public readonly int Code;
    public readonly int Domain;
    public readonly byte* Message;
}
