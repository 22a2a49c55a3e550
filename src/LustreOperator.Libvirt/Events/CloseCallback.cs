using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Events;

/// <summary>What libvirt calls on its event thread when a connection ends by itself.</summary>
internal static unsafe class CloseCallback
{
    public static delegate* unmanaged[Cdecl]<nint, int, nint, void> Pointer => &Closed;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Closed(nint connect, int reason, nint opaque) => CallbackTarget.From(opaque).Closed(reason switch
    {
        0 => "an I/O error",
        1 => "libvirtd closed it or died",
        2 => "libvirtd gave no sign of life (keepalive)",
        3 => "it was closed on our side",
        _ => $"reason {reason}",
    });
}
