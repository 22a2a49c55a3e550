using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Tests;

/// <summary>The whole program in process, as a user meets it: words in; output and exit code out.</summary>
internal static class Cli
{
    public static Task<CliResult> RunAsync(string folder, string commandLine, CancellationToken cancel = default) => RunAsync(folder, commandLine, "", cancel);

    public static async Task<CliResult> RunAsync(string folder, string commandLine, string input, CancellationToken cancel = default)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        using StringReader reader = new(input);
        Shell shell = new(output, error, TimeProvider.System, folder) { In = reader };
        int code = await LustreCommand.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), shell, cancel: cancel);
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
