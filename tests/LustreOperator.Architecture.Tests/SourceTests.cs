using System.Text.RegularExpressions;

namespace LustreOperator.Architecture.Tests;

/// <summary>What every source file keeps to.</summary>
internal sealed partial class SourceTests
{
    private const int MaxLines = 370;

    // Folders that exist on one machine only, and notes to oneself.
    private static readonly string[] s_unwanted =
    [
        "/work/", "/root/", "/tmp/wt", "Thread.Sleep", "TODO", "FIXME", "NotImplementedException",
    ];

    [Test]
    public void File_is_short_enough_to_read_at_once() =>
        Assert.That(
            SourceTree.Files("src", ".cs").Concat(SourceTree.Files("tests", ".cs"))
                .Select(file => (File: file, Length: SourceTree.Lines(file).Count))
                .Where(file => file.Length > MaxLines),
            Is.Empty);

    [Test]
    public void File_holds_one_public_type_at_most() =>
        Assert.That(
            SourceTree.Files("src", ".cs").Where(file => SourceTree.Lines(file).Count(line => PublicType().IsMatch(line)) > 1), Is.Empty);

    [Test]
    public void File_has_the_name_of_its_public_type() =>
        Assert.That(
            SourceTree.Files("src", ".cs").SelectMany(file => SourceTree.Lines(file)
                .Select(line => PublicType().Match(line))
                .Where(match => match.Success && !Path.GetFileName(file).StartsWith(match.Groups["name"].Value, StringComparison.Ordinal))
                .Select(match => $"{file}: {match.Groups["name"].Value}")),
            Is.Empty);

    /// <summary>A busy machine must not fail a test: waits are limited by MachineTime, and kubectl's by Command.</summary>
    [Test]
    public void Test_waits_by_the_machines_time_and_not_by_the_clock() =>
        Assert.That(
            SourceTree.Files("tests", ".cs").Where(file => !file.Contains("Benchmarks", StringComparison.Ordinal) && !file.EndsWith("/Command.cs", StringComparison.Ordinal)
                    && !file.EndsWith("/SourceTests.cs", StringComparison.Ordinal))
                .Where(file => SourceTree.Lines(file).Any(line => line.Contains("\"--timeout=", StringComparison.Ordinal)
                    || line.Contains("new CancellationTokenSource(TimeSpan", StringComparison.Ordinal))),
            Is.Empty);

    [Test]
    public void Namespace_is_file_scoped() =>
        Assert.That(
            SourceTree.Files("src", ".cs").Concat(SourceTree.Files("tests", ".cs"))
                .Where(file => SourceTree.Lines(file).Any(line => BlockNamespace().IsMatch(line))),
            Is.Empty);

    [Test]
    public void File_of_the_product_holds_nothing_unfinished_and_no_path_of_one_machine() =>
        Assert.That(
            SourceTree.Files("src").Concat(SourceTree.Files("deploy")).Concat(SourceTree.Files("crds")).Concat(SourceTree.Files("charts"))
                .Select(file => (File: file, Text: SourceTree.Text(file)))
                .SelectMany(file => s_unwanted.Where(word => file.Text.Contains(word, StringComparison.Ordinal)).Select(word => $"{file.File}: {word}")),
            Is.Empty);

    [GeneratedRegex(
        @"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:class|interface|enum|record(?: struct| class)?|struct|delegate \S+) (?<name>\w+)",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace [\w.]+\s*\{?\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlockNamespace();
}
