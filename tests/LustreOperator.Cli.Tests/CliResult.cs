namespace LustreOperator.Cli.Tests;

/// <summary>What a run left on the terminal.</summary>
internal sealed record CliResult(int Code, string Out, string Error);
