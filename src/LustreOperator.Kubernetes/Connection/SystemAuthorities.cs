using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;

namespace LustreOperator.Kubernetes;

/// <summary>
/// The authorities that the system trusts. .NET reads all of them (some 150 files, 60 ms of CPU) before it verifies its first certificate, even one that is
/// verified by other authorities: most of what the start of a program of ours, or a call of the plugin, would cost.
/// </summary>
internal static partial class SystemAuthorities
{
    private const string File = "SSL_CERT_FILE";
    private const string Folders = "SSL_CERT_DIR";
    private const string Nowhere = "/dev/null";

    /// <summary>
    /// Has .NET find none, now and for as long as this process lives: where they are is looked up once. The variables are OpenSSL's, read by native code past
    /// the environment as .NET has it, and as they were afterwards: what is started from here sees nothing of it.
    /// </summary>
    public static void LeaveUnread()
    {
        string? file = Environment.GetEnvironmentVariable(File);
        string? folders = Environment.GetEnvironmentVariable(Folders);
        Set(File, Nowhere);
        Set(Folders, Nowhere);
        try
        {
            using X509Store store = new(StoreName.Root, StoreLocation.LocalMachine);
            store.Open(OpenFlags.ReadOnly);
            _ = store.Certificates;
        }
        finally
        {
            Set(File, file);
            Set(Folders, folders);
        }
    }

    private static void Set(string name, string? value) => _ = value is null ? unsetenv(name) : setenv(name, value, overwrite: 1);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);
}
