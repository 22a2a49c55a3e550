namespace LustreOperator.EndToEnd.Tests;

internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>What it printed; fails the test if it did not succeed.</summary>
    public string Succeeded()
    {
        Assert.That(ExitCode, Is.Zero, $"exit code {ExitCode}: {Errors}{Output}");
        return Output;
    }
}
