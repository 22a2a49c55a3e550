using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Sandbox;

/// <summary>
/// The program that runs a sandbox, with a control plane, an operator and agents in it: a program of its own, so that what asks a cluster starts at once.
/// </summary>
internal static partial class SandboxProgram
{
    private const string Name = "kubectl-lustre-sandbox";

    /// <summary>Turns this process into that program: signals, standard streams and the exit code are its own from then on.</summary>
    /// <exception cref="CommandException">It is neither beside this program nor on the PATH, or cannot be started.</exception>
    [DoesNotReturn]
    public static void Become(IReadOnlyList<string> arguments)
    {
        string[] folders = [AppContext.BaseDirectory, .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)];
        string file = folders.Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists)
            ?? throw new CommandException($"the program {Name} is missing: it belongs beside kubectl-lustre, or on the PATH");

        // Ends with a null, as C wants it.
        execv(file, [Name, .. arguments, null]);
        throw new CommandException($"{file} cannot be started: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string path, string?[] arguments);
}
