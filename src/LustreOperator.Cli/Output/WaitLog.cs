using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Output;

/// <summary>What a command that waits for machines says meanwhile: a line on the error stream for each change.</summary>
internal sealed class WaitLog(Shell shell)
{
    private readonly Dictionary<string, string> _said = [];

    /// <summary>Says how it is with a machine, unless it was said last.</summary>
    public void Say(string machine, string line)
    {
        if (_said.GetValueOrDefault(machine) != line)
        {
            _said[machine] = line;
            shell.Error.WriteLine(line);
        }
    }

    /// <summary>Time is up: what was last said of each machine that is waited for, or what stands for one of which nothing was.</summary>
    public CommandException Late(string limit, IEnumerable<string> machines, Func<string, string> unsaid) => new(
        $"not done within {limit}: {string.Join("; ", machines.Select(machine => _said.GetValueOrDefault(machine) ?? unsaid(machine)))}; what was asked for stands");
}
