using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Events;

/// <summary>
/// What a native callback's opaque pointer stands for. Each registration has a handle of its own, which libvirt gives back through
/// <see cref="Release"/> when the registration ends.
/// </summary>
internal sealed class CallbackTarget(Action<HypervisorEvent> post, Action<string> closed)
{
    public Action<HypervisorEvent> Post { get; } = post;

    public Action<string> Closed { get; } = closed;

    public static CallbackTarget From(nint opaque) => (CallbackTarget)GCHandle.FromIntPtr(opaque).Target!;

    /// <summary>Runs a registration with a new handle to this; a registration that fails leaves none behind.</summary>
    public int Register(Func<nint, int> register)
    {
        GCHandle handle = GCHandle.Alloc(this);
        int result = register(GCHandle.ToIntPtr(handle));
        if (result < 0)
        {
            handle.Free();
        }

        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Release(nint opaque) => GCHandle.FromIntPtr(opaque).Free();
}
