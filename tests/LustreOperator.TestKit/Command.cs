using System.Diagnostics;

namespace LustreOperator.TestKit;

/// <summary>A command that runs to its end.</summary>
public static class Command
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs it; one that takes longer than three minutes of machine time, or than <paramref name="limit"/>, is killed.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public static async Task<CommandResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? input = null,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, Unlimited(program, arguments))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Leftovers.OfThisProcess.Began(process);
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        using var deadline = MachineTime.Limit(limit ?? s_limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            Leftovers.OfThisProcess.Ended(process.Id);
            return new CommandResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {limit ?? s_limit} of machine time", late);
        }
    }

    // kubectl wait gives up after half a minute of real time unless it is told otherwise; how long it may take is for the limit to say.
    private static IEnumerable<string> Unlimited(string program, IEnumerable<string> arguments) =>
        program == "kubectl" && arguments.Contains("wait") ? [.. arguments, "--timeout=24h"] : arguments;
}
