namespace LustreOperator.Libvirt;

/// <summary>The daemon did not answer in time. The call goes on, since it cannot be called back: whether it succeeds is unknown.</summary>
public sealed class LibvirtTimeoutException(string function, TimeSpan limit)
    : LibvirtException(LibvirtErrorKind.Timeout, $"{function} did not return within {limit.TotalSeconds:0.###} s. libvirtd may hang: its outcome is unknown.")
{
    /// <summary>How long it was waited for.</summary>
    public TimeSpan Limit { get; } = limit;
}
