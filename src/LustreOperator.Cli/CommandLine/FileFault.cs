namespace LustreOperator.Cli.CommandLine;

/// <summary>What is wrong with a file, in other words than those of the runtime.</summary>
internal static class FileFault
{
    public static string Words(Exception fault) => fault switch
    {
        FileNotFoundException { FileName: { Length: > 0 } name } => $"there is no file {name}",
        DirectoryNotFoundException => $"there is no such folder ({Path(fault)})",
        UnauthorizedAccessException => $"{Path(fault)} may not be read or written by you",
        _ => fault.Message,
    };

    // The runtime has the path in its message alone, in quotes.
    private static string Path(Exception fault) => fault.Message.Split('\'') is [_, var path, ..] ? path : fault.Message;
}
