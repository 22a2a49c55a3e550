using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>Text that libvirt hands out.</summary>
internal static unsafe class NativeString
{
    /// <summary>Copies text that stays libvirt's.</summary>
    public static string Peek(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;

    /// <summary>Copies text that is ours to free.</summary>
    public static string Take(nint text)
    {
        try
        {
            return Peek((byte*)text);
        }
        finally
        {
            NativeMemory.Free((void*)text);
        }
    }
}
