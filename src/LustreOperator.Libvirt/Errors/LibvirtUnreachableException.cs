namespace LustreOperator.Libvirt;

/// <summary>There is no connection to the daemon, and why. Nothing was done.</summary>
public sealed class LibvirtUnreachableException(LibvirtErrorKind kind, string uri, string message, Exception? innerException = null)
    : LibvirtException(kind, message, innerException)
{
    /// <summary>The connection URI that was tried.</summary>
    public string Uri { get; } = uri;
}
