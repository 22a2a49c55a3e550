using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Tables;

/// <summary>
/// The part of JSONPath that printer columns use: <c>.a.b</c>, <c>['a']</c>, <c>[0]</c>, <c>[-1]</c>, <c>[*]</c>, <c>..a</c> is
/// not supported, and filters <c>[?(@.x=="y")]</c> with ==, !=, &lt;, &gt;, &lt;=, &gt;=.
/// </summary>
internal sealed class JsonPath
{
    private static readonly string[] s_operators = ["==", "!=", "<=", ">=", "<", ">"];
    private readonly List<Func<JsonNode?, IEnumerable<JsonNode?>>> _steps = [];

    private JsonPath()
    {
    }

    public static JsonPath Parse(string text)
    {
        var path = new JsonPath();
        int at = 0;
        text = text.Trim().TrimStart('{').TrimEnd('}').TrimStart('$', '@');
        while (at < text.Length)
        {
            if (text[at] == '[')
            {
                int end = Closing(text, at);
                path._steps.Add(Bracket(text[(at + 1)..end].Trim()));
                at = end + 1;
                continue;
            }

            at += text[at] == '.' ? 1 : 0;
            int start = at;
            while (at < text.Length && text[at] is not ('.' or '['))
            {
                // A dot in a key is written \. (labels and annotations).
                at += text[at] == '\\' && at + 1 < text.Length ? 2 : 1;
            }

            if (at > start)
            {
                path._steps.Add(Child(text[start..at].Replace("\\", "", StringComparison.Ordinal)));
            }
        }

        return path;
    }

    public IReadOnlyList<JsonNode?> Select(JsonNode? root)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (Func<JsonNode?, IEnumerable<JsonNode?>> step in _steps)
        {
            found = found.SelectMany(step);
        }

        return [.. found];
    }

    private static int Closing(string text, int open)
    {
        int depth = 0;
        char quote = '\0';
        for (int i = open; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '[')
            {
                depth++;
            }
            else if (c == ']' && --depth == 0)
            {
                return i;
            }
        }

        return text.Length - 1;
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Child(string name) => name == "*"
        ? Everything
        : node => node is JsonObject o && o.TryGetPropertyValue(name, out JsonNode? value) && value is not null ? [value] : [];

    private static IEnumerable<JsonNode?> Everything(JsonNode? node) => node switch
    {
        JsonArray a => a,
        JsonObject o => o.Select(p => p.Value),
        _ => [],
    };

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Bracket(string text)
    {
        if (text == "*")
        {
            return Everything;
        }

        if (text.StartsWith("?(", StringComparison.Ordinal))
        {
            return Filter(text[2..^1].Trim());
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index))
        {
            return node => node is JsonArray a && (index < 0 ? a.Count + index : index) is var i && i >= 0 && i < a.Count ? [a[i]] : [];
        }

        return Child(text.Trim('\'', '"'));
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Filter(string text)
    {
        string? operation = s_operators.FirstOrDefault(o => text.Contains(o, StringComparison.Ordinal));
        if (operation is null)
        {
            JsonPath present = Parse(text);
            return node => Everything(node).Where(item => present.Select(item).Count > 0);
        }

        int at = text.IndexOf(operation, StringComparison.Ordinal);
        JsonPath left = Parse(text[..at].Trim());
        JsonNode? right = Literal(text[(at + operation.Length)..].Trim());
        return node => Everything(node).Where(item => left.Select(item) is [var value, ..] && Holds(value, operation, right));
    }

    private static JsonNode? Literal(string text) => text switch
    {
        ['"' or '\'', .., '"' or '\''] => text[1..^1],
        "true" => true,
        "false" => false,
        _ => double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? number : text,
    };

    private static bool Holds(JsonNode? left, string operation, JsonNode? right)
    {
        if (operation is "==" or "!=")
        {
            return JsonTree.Same(left, right) == (operation == "==");
        }

        if (!double.TryParse(JsonTree.ToText(left), CultureInfo.InvariantCulture, out double a)
            || !double.TryParse(JsonTree.ToText(right), CultureInfo.InvariantCulture, out double b))
        {
            return false;
        }

        return operation switch
        {
            "<" => a < b,
            ">" => a > b,
            "<=" => a <= b,
            _ => a >= b,
        };
    }
}
