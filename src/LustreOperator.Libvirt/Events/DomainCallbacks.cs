using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LustreOperator.Libvirt.Interop;

namespace LustreOperator.Libvirt.Events;

/// <summary>
/// What libvirt calls on its event thread when something happens to a domain: each copies what it is given, posts it and returns. An exception must
/// not leave them; there is none to expect but lack of memory. The numbers are virDomainEventID's.
/// </summary>
internal static unsafe class DomainCallbacks
{
    private const int AgentConnected = 1;

    /// <summary>Every domain event that we listen to.</summary>
    public static IReadOnlyList<(int EventId, nint Callback)> All { get; } =
    [
        (0, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, int>)&Lifecycle),
        (15, (nint)(delegate* unmanaged[Cdecl]<nint, nint, byte*, nint, void>)&Removed),
        (17, (nint)(delegate* unmanaged[Cdecl]<nint, nint, VirTypedParameter*, int, nint, void>)&Tunable),
        (18, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void>)&AgentLifecycle),
        (19, (nint)(delegate* unmanaged[Cdecl]<nint, nint, byte*, nint, void>)&Added),
        (22, (nint)(delegate* unmanaged[Cdecl]<nint, nint, byte*, nint, void>)&RemovalFailed),
        (23, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, byte*, nint, void>)&Metadata),
    ];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lifecycle(nint connect, nint domain, int change, int detail, nint opaque)
    {
        Post(opaque, new DomainLifecycle(DomainReader.Identity(domain), (DomainChange)change, detail));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Added(nint connect, nint domain, byte* alias, nint opaque) =>
        Post(opaque, new DeviceAdded(DomainReader.Identity(domain), NativeString.Peek(alias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Removed(nint connect, nint domain, byte* alias, nint opaque) =>
        Post(opaque, new DeviceRemoved(DomainReader.Identity(domain), NativeString.Peek(alias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void RemovalFailed(nint connect, nint domain, byte* alias, nint opaque) =>
        Post(opaque, new DeviceRemovalFailed(DomainReader.Identity(domain), NativeString.Peek(alias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Tunable(nint connect, nint domain, VirTypedParameter* parameters, int count, nint opaque)
    {
        KeyValuePair<string, string>[] read = new KeyValuePair<string, string>[count];
        for (int i = 0; i < count; i++)
        {
            read[i] = new(parameters[i].Name, parameters[i].Text);
        }

        Post(opaque, new DomainTuned(DomainReader.Identity(domain), [.. read]));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AgentLifecycle(nint connect, nint domain, int state, int reason, nint opaque) =>
        Post(opaque, new GuestAgentChanged(DomainReader.Identity(domain), state == AgentConnected));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Metadata(nint connect, nint domain, int type, byte* uri, nint opaque) =>
        Post(opaque, new MetadataChanged(DomainReader.Identity(domain), uri is null ? null : NativeString.Peek(uri)));

    private static void Post(nint opaque, HypervisorEvent happened) => CallbackTarget.From(opaque).Post(happened);
}
