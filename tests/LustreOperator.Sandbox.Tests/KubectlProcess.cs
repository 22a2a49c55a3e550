using System.Diagnostics;
using LustreOperator.TestKit;

namespace LustreOperator.Sandbox.Tests;

/// <summary>Runs the kubectl of this machine.</summary>
internal static class KubectlProcess
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator)
        .Select(p => System.IO.Path.Combine(p, "kubectl")).FirstOrDefault(File.Exists);

    public static async Task<(int Exit, string Output, string Error)> RunAsync(
        string folder, string kubeconfig, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Path!, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = folder;
        start.Environment["KUBE_EDITOR"] = "sed -i s/size:.20$/size:\\ 21/";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource late = MachineTime.Limit(s_limit);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
