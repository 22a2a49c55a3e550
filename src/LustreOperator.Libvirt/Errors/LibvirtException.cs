namespace LustreOperator.Libvirt;

/// <summary>A libvirt call failed.</summary>
public class LibvirtException : Exception
{
    public LibvirtException(LibvirtErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    public LibvirtErrorKind Kind { get; }

    /// <summary>The function that failed, as <c>virDomainCreate</c>; empty when none was called.</summary>
    public string Function { get; init; } = string.Empty;

    /// <summary>virErrorNumber; <see cref="LibvirtErrorCode.None"/> when the fault was found on our side.</summary>
    public LibvirtErrorCode Code { get; init; }

    /// <summary>libvirt's number of the part that raised it (virErrorDomain): 7 is the connection itself, 10 QEMU.</summary>
    public int Domain { get; init; }

    /// <summary>The same failure, understood better.</summary>
    public LibvirtException As(LibvirtErrorKind kind) =>
        new(kind, Message, this) { Function = Function, Code = Code, Domain = Domain };
}
