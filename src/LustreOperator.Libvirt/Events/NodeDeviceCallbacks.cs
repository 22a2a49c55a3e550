using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt.Events;

/// <summary>What libvirt calls on its event thread when a device of the host comes, goes or changes. The numbers are virNodeDeviceEventID's.</summary>
internal static unsafe class NodeDeviceCallbacks
{
    public static IReadOnlyList<(int EventId, nint Callback)> All { get; } =
    [
        (0, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void>)&Lifecycle),
        (1, (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, void>)&Updated),
    ];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Lifecycle(nint connect, nint device, int change, int detail, nint opaque) => Post(opaque, device);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Updated(nint connect, nint device, nint opaque) => Post(opaque, device);

    private static void Post(nint opaque, nint device) =>
        CallbackTarget.From(opaque).Post(new NodeDeviceChanged(NativeString.Peek(Native.virNodeDeviceGetName(device))));
}
