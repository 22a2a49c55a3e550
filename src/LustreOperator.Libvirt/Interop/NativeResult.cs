using System.Runtime.CompilerServices;

namespace LustreOperator.Libvirt.Interop;

/// <summary>
/// Turns a failed result into the error that libvirt left on this thread. The argument is to be the call itself, as in
/// <c>Check(Native.virDomainCreate(domain))</c>: nothing may come between, and the function's name is taken from it.
/// </summary>
internal static unsafe class NativeResult
{
    public static int Check(int result, [CallerArgumentExpression(nameof(result))] string call = "") =>
        result >= 0 ? result : throw LastError(call);

    public static T Check<T>(T handle, [CallerArgumentExpression(nameof(handle))] string call = "")
        where T : LibvirtHandle
    {
        if (!handle.IsInvalid)
        {
            return handle;
        }

        LibvirtException error = LastError(call);
        handle.Dispose();
        throw error;
    }

    /// <summary>The text that a function allocated for us.</summary>
    public static string CheckString(nint text, [CallerArgumentExpression(nameof(text))] string call = "") =>
        text != 0 ? NativeString.Take(text) : throw LastError(call);

    /// <summary>The error of this thread's last call, which is forgotten then.</summary>
    internal static LibvirtException LastError(string call)
    {
        string function = FunctionOf(call);
        VirError* error = Native.virGetLastError();
        if (error is null || error->Code == 0)
        {
            return new LibvirtException(LibvirtErrorKind.Other, $"{function} failed and libvirt does not say why.") { Function = function };
        }

        LibvirtErrorCode code = (LibvirtErrorCode)error->Code;
        LibvirtErrorDomain domain = (LibvirtErrorDomain)error->Domain;
        int? errno = code == LibvirtErrorCode.SystemError && error->Number1 > 0 ? error->Number1 : null;
        string message = $"{function}: {NativeString.Peek(error->Message)}";
        Native.virResetLastError();
        return new LibvirtException(ErrorKinds.Of(code, domain), message) { Function = function, Code = code, Domain = domain, Errno = errno };
    }

    private static string FunctionOf(string call)
    {
        int end = call.IndexOf('(');
        string name = end < 0 ? call : call[..end];
        return name[(name.LastIndexOf('.') + 1)..];
    }
}
