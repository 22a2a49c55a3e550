using System.Runtime.InteropServices;

namespace LustreOperator.Agent;

/// <summary>The system's error numbers, as they are on every Linux that .NET runs on (include/uapi/asm-generic/errno-base.h, errno.h).</summary>
internal static class Errno
{
    public const int Perm = 1;
    public const int NoEntry = 2;
    public const int Io = 5;
    public const int NoMemory = 12;
    public const int Access = 13;
    public const int Busy = 16;
    public const int NoDevice = 19;
    public const int Invalid = 22;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;
    public const int Range = 34;

    /// <summary>The number behind an exception of System.IO; 0 when it has none.</summary>
    public static int Of(Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => NoEntry,

        // .NET makes one exception of EACCES, EPERM and EBADF, and keeps the number within.
        UnauthorizedAccessException => fault.InnerException is IOException { HResult: > 0 } cause ? cause.HResult : Access,

        // A number that .NET has no exception for is the HResult itself; its own results are negative.
        IOException { HResult: > 0 } => fault.HResult,
        _ => 0,
    };

    /// <summary>The system's words for what went wrong.</summary>
    public static string Words(Exception fault) => Of(fault) is > 0 and int number ? Marshal.GetPInvokeErrorMessage(number) : fault.Message;

    /// <summary>Such as EBUSY; errno 7 for one without a name here.</summary>
    public static string Name(int number) => number switch
    {
        Perm => "EPERM",
        NoEntry => "ENOENT",
        Io => "EIO",
        NoMemory => "ENOMEM",
        Access => "EACCES",
        Busy => "EBUSY",
        NoDevice => "ENODEV",
        Invalid => "EINVAL",
        NoSpace => "ENOSPC",
        ReadOnly => "EROFS",
        Range => "ERANGE",
        _ => $"errno {number}",
    };
}
