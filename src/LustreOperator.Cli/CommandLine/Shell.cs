namespace LustreOperator.Cli.CommandLine;

/// <summary>What a command finds around it: where it prints, what time it is, where it stands.</summary>
internal sealed record Shell(TextWriter Out, TextWriter Error, TimeProvider Time, string Folder)
{
    /// <summary>True when a person reads: tables are drawn with colours then.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>True when a person can be asked: both the question and the answer are on a terminal.</summary>
    public bool CanAsk { get; init; }

    /// <summary>What a file named <c>-</c> is.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    public static Shell OfProcess() => new(Console.Out, Console.Error, TimeProvider.System, Environment.CurrentDirectory)
    {
        In = Console.In,
        IsTerminal = !Console.IsOutputRedirected,
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
    };

    /// <summary>Full path of a file that the user named.</summary>
    public string PathOf(string file) => Path.GetFullPath(file, Folder);
}
