namespace LustreOperator.Libvirt.Connections;

/// <summary>Words for a host that cannot be reached: which, why, and what to do.</summary>
internal static class LinkErrors
{
    public static LibvirtUnreachableException NotConnected(string uri, Exception cause) => cause switch
    {
        DllNotFoundException => new(
            LibvirtErrorKind.LibraryMissing, uri, $"Cannot use {uri}: libvirt.so.0 is not installed here. Install the package libvirt0 (9.0 or newer).", cause),
        EntryPointNotFoundException => new(
            LibvirtErrorKind.LibraryMissing, uri, $"Cannot use {uri}: libvirt.so.0 is too old ({cause.Message}). Install libvirt0 9.0 or newer.", cause),
        LibvirtTimeoutException => new(
            LibvirtErrorKind.Unreachable, uri, $"Cannot reach {uri}: {cause.Message} Look at the daemon: systemctl status libvirtd.", cause),
        LibvirtException { Kind: LibvirtErrorKind.Denied } => new(
            LibvirtErrorKind.Denied, uri, $"{uri} refuses us: {cause.Message}. Check the credentials, or membership of the group libvirt.", cause),
        _ => new(
            LibvirtErrorKind.Unreachable,
            uri,
            $"Cannot reach {uri}: {cause.Message}. Check that the URI is right and that the daemon runs: systemctl status libvirtd.",
            cause),
    };
}
