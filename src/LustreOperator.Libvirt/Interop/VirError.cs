using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>virError but for its end (80 bytes in all). For a system call that failed its first number is errno (virReportSystemError).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct VirError
{
    public readonly int Code;
    public readonly int Domain;
    public readonly byte* Message;
    private readonly int _level;
    private readonly nint _connect;
    private readonly nint _object;
    private readonly nint _text1;
    private readonly nint _text2;
    private readonly nint _text3;
    public readonly int Number1;
}
