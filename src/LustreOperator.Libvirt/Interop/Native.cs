using System.Runtime.InteropServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>
/// libvirt's C functions under their own names, and nothing else: read with https://libvirt.org/html/ at hand. Results are checked by
/// <see cref="NativeResult"/>, on the same thread straight after the call, because libvirt keeps its last error per thread.
/// </summary>
internal static unsafe partial class Native
{
    private const string Library = "libvirt.so.0";

    [LibraryImport(Library)]
    internal static partial int virInitialize();

    [LibraryImport(Library)]
    internal static partial VirError* virGetLastError();

    [LibraryImport(Library)]
    internal static partial void virResetLastError();

    [LibraryImport(Library)]
    internal static partial void virSetErrorFunc(void* userData, delegate* unmanaged[Cdecl]<void*, VirError*, void> handler);

    [LibraryImport(Library)]
    internal static partial int virEventRegisterDefaultImpl();

    [LibraryImport(Library)]
    internal static partial int virEventRunDefaultImpl();

    [LibraryImport(Library)]
    internal static partial int virEventAddTimeout(
        int milliseconds, delegate* unmanaged[Cdecl]<int, void*, void> callback, void* opaque, delegate* unmanaged[Cdecl]<void*, void> free);
}
