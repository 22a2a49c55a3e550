using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt.Events;

/// <summary>
/// libvirt's own event loop on a thread of its own, from the first connection to the end of the process. libvirt has one per process and lets
/// nobody replace or end it, hence the static state.
/// </summary>
internal static unsafe class EventLoop
{
    /// <summary>
    /// How often the loop turns with nothing to do. Without a timer it would wait in one poll(2) for ever, and not see sockets that are added meanwhile.
    /// </summary>
    private const int WakeMilliseconds = 500;

    private static readonly ManualResetEventSlim s_never = new();
    private static readonly FirstSuccess s_start = new(Start);

    /// <summary>
    /// Starts the loop the first time that it can: libvirt may be installed after this process began. Before any connection is opened, because a
    /// connection looks for a loop only then.
    /// </summary>
    /// <exception cref="DllNotFoundException">libvirt.so.0 is not installed.</exception>
    /// <exception cref="LibvirtException">libvirt cannot initialize itself.</exception>
    public static void EnsureStarted() => s_start.EnsureDone();

    private static void Start()
    {
        NativeResult.Check(Native.virInitialize());
        Native.virSetErrorFunc(null, &Silence);
        NativeResult.Check(Native.virEventRegisterDefaultImpl());
        NativeResult.Check(Native.virEventAddTimeout(WakeMilliseconds, &Wake, null, null));
        new Thread(Run) { Name = "libvirt-events", IsBackground = true }.Start();
    }

    private static void Run()
    {
        while (true)
        {
            if (Native.virEventRunDefaultImpl() < 0)
            {
                // Only an allocation or a poll that failed; there is nothing better to do than to go on, if not at full speed.
                Native.virResetLastError();
                s_never.Wait(WakeMilliseconds);
            }
        }
    }

    /// <summary>By default libvirt prints every error to stderr; they are in our exceptions.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Silence(void* userData, VirError* error)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Wake(int timer, void* opaque)
    {
    }
}
