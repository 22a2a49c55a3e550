using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LustreOperator.Chart.Tests;

/// <summary>The values as the chart's README tells of them: key, default and what a comment `# -- ` in values.yaml says of it.</summary>
internal static partial class ValuesTable
{
    private const string Begin = "<!-- values: of values.yaml, by tests/LustreOperator.Chart.Tests -->\n";
    private const string End = "<!-- end of values -->\n";

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A README with its table written anew.</summary>
    public static string Into(string readme)
    {
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = readme.IndexOf(End, StringComparison.Ordinal);
        return readme[..begin] + Text() + readme[end..];
    }

    /// <summary>Values that no comment tells of, neither of them nor of what they are in.</summary>
    public static IEnumerable<string> Untold()
    {
        HashSet<string> told = [.. Comments().Select(comment => comment.Path)];
        return Below("", Chart.Values());

        IEnumerable<string> Below(string prefix, JsonObject map) => map.SelectMany(entry => (prefix + entry.Key, entry.Value) switch
        {
            (string path, _) when told.Contains(path) => [],
            (string path, JsonObject { Count: > 0 } inner) => Below(path + ".", inner),
            (string path, _) => [path],
        });
    }

    private static string Text()
    {
        StringBuilder table = new("| value | default | what it is |\n|---|---|---|\n");
        foreach ((string path, string text) in Comments())
        {
            JsonNode? value = path.Split('.').Aggregate((JsonNode?)Chart.Values(), (node, key) => node![key]);
            table.Append($"| `{path}` | `{value?.ToJsonString(s_plain) ?? "null"}` | {text.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return table.ToString();
    }

    private static IEnumerable<(string Path, string Text)> Comments()
    {
        List<(int Indent, string Key)> parents = [];
        string? said = null;
        foreach (string line in File.ReadLines(Chart.File("values.yaml")))
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                said = comment.Groups["first"].Success ? comment.Groups["text"].Value : said is null ? null : $"{said} {comment.Groups["text"].Value}";
            }
            else if (Key().Match(line) is { Success: true } key)
            {
                int indent = key.Groups["indent"].Length;
                parents.RemoveAll(parent => parent.Indent >= indent);
                parents.Add((indent, key.Groups["key"].Value));
                if (said is not null)
                {
                    yield return (string.Join('.', parents.Select(parent => parent.Key)), said);
                }

                said = null;
            }
            else
            {
                said = null;
            }
        }
    }

    [GeneratedRegex(@"^ *# (?<first>-- )?(?<text>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?<indent> *)(?<key>[A-Za-z]+):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();
}
