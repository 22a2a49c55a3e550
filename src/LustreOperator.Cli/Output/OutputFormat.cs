using System.CommandLine;

namespace LustreOperator.Cli.Output;

/// <summary>How objects are printed.</summary>
internal static class OutputFormat
{
    public const string Table = "table";
    public const string Json = "json";
    public const string Yaml = "yaml";

    public static Option<string> Option()
    {
        Option<string> option = new("--output", "-o")
        {
            Description = "How to print.",
            HelpName = $"{Table}|{Json}|{Yaml}",
            DefaultValueFactory = _ => Table,
        };
        option.AcceptOnlyFromAmong(Table, Json, Yaml);
        return option;
    }
}
