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

    /// <summary>A closed family is an abstract record with the records derived from it; a record may also have the enums of its fields beside it.</summary>
    [Test]
    public void File_holds_one_public_type_or_a_closed_family() =>
        Assert.That(SourceTree.Files("src", ".cs").SelectMany(file => Strangers(PublicTypes(file)).Select(type => $"{file}: {type}")), Is.Empty);

    [Test]
    public void File_has_the_name_of_its_first_public_type() =>
        Assert.That(
            SourceTree.Files("src", ".cs").SelectMany(file => PublicTypes(file).Take(1)
                .Where(type => !Path.GetFileName(file).StartsWith(type.Name, StringComparison.Ordinal))
                .Select(type => $"{file}: {type.Name}")),
            Is.Empty);

    [Test]
    public void Folder_of_a_room_holds_more_than_one_file() =>
        Assert.That(
            SourceTree.Files("src").Where(file => file.Count(letter => letter == '/') > 2).CountBy(file => file[..file.LastIndexOf('/')])
                .Where(folder => folder.Value == 1).Select(folder => folder.Key)
                .Except(SourceTree.Files("src").Select(Parent).Select(Parent)),
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

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "";

    private static PublicTypeLine[] PublicTypes(string file) =>
    [
        .. SourceTree.Lines(file).Select(line => PublicType().Match(line)).Where(match => match.Success)
            .Select(match => new PublicTypeLine(match.Groups["kind"].Value, match.Groups["name"].Value, match.Groups["base"].Value)),
    ];

    // Types beside the first that are neither derived from it, or from one that is, nor an enum beside a record.
    private static IEnumerable<string> Strangers(PublicTypeLine[] types)
    {
        HashSet<string> family = [.. types.Take(1).Select(type => type.Name)];
        return types.Skip(1).Where(type => !(type.Kind == "record" && family.Contains(type.Base) && family.Add(type.Name))
                && !(type.Kind == "enum" && types[0].Kind == "record"))
            .Select(type => type.Name);
    }

    private sealed record PublicTypeLine(string Kind, string Name, string Base);

    [GeneratedRegex(
        @"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?<kind>class|interface|enum|record|struct|delegate \S+)(?: struct| class)? (?<name>\w+)(?:<[^>]*>)?(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?(?: : (?<base>\w+))?",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace [\w.]+\s*\{?\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlockNamespace();
}
