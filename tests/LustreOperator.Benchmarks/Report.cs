using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>What a benchmark found: a page for people, and whether every bar was held.</summary>
internal sealed class Report(string title)
{
    private readonly StringBuilder _text = new();

    /// <summary>Whether every measured value held its bar.</summary>
    public bool HoldsBars { get; private set; } = true;

    /// <summary>What has been said so far, without title.</summary>
    public string Text => _text.ToString().TrimEnd();

    public Report Say(string paragraph)
    {
        _text.Append(paragraph).Append("\n\n");
        return this;
    }

    public Report Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(head);
        Row([.. head.Select(_ => "---")]);
        foreach (IReadOnlyList<string> row in rows)
        {
            Row(row);
        }

        _text.Append('\n');
        return this;
    }

    /// <summary>A value that must not be above its bar.</summary>
    public Report AtMost(string what, double value, double bar, string unit)
    {
        bool holds = value <= bar;
        HoldsBars &= holds;
        return Say(string.Create(CultureInfo.InvariantCulture, $"**{what}: {value:0.##}{unit}** (bar: at most {bar:0.##}{unit}, {(holds ? "held" : "NOT held")})"));
    }

    /// <summary>A value that must not be below its bar.</summary>
    public Report AtLeast(string what, double value, double bar, string unit)
    {
        bool holds = value >= bar;
        HoldsBars &= holds;
        return Say(string.Create(CultureInfo.InvariantCulture, $"**{what}: {value:0.##}{unit}** (bar: at least {bar:0.##}{unit}, {(holds ? "held" : "NOT held")})"));
    }

    /// <summary>Writes it to results/NAME.md and to the terminal.</summary>
    public async Task WriteAsync(string name, CancellationToken cancel)
    {
        string text = $"""
            # {title}

            `dotnet run --project tests/LustreOperator.Benchmarks -c Release -- {name}`, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} CPUs, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}.

            {Text}

            """.Replace("\r", "", StringComparison.Ordinal);
        string file = RepositoryRoot.File("tests", "LustreOperator.Benchmarks", "results", name + ".md");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, cancel);
        await Console.Out.WriteLineAsync(text);
    }

    private void Row(IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
