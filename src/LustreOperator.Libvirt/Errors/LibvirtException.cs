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

    /// <summary>The part of libvirt that raised it.</summary>
    public LibvirtErrorDomain Domain { get; init; }

    /// <summary>The kernel's error number where a system call failed (<see cref="LibvirtErrorCode.SystemError"/>): 12 is ENOMEM; null: none did.</summary>
    public int? Errno { get; init; }

    /// <summary>The same failure, understood better.</summary>
    public LibvirtException As(LibvirtErrorKind kind) =>
        new(kind, Message, this) { Function = Function, Code = Code, Domain = Domain, Errno = Errno };
}
