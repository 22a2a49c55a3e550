using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LustreOperator.Yaml;

/// <summary>YAML as JSON, with the scalar rules of Kubernetes (YAML 1.1): <c>on</c> is true, <c>0x1f</c> is a number.</summary>
public static class YamlReader
{
    /// <summary>Aliases can make a small text a huge document; this many nodes are enough for any honest body.</summary>
    private const int MaxNodes = 500_000;
    private const int MaxDepth = 500;

    /// <summary>The first document; null when there is none.</summary>
    /// <exception cref="YamlFormatException">The text is no YAML, or more than any honest one.</exception>
    public static JsonNode? Parse(string text) => ParseAll(text) is [var first, ..] ? first : null;

    /// <summary>Every document; null for one that is empty.</summary>
    /// <exception cref="YamlFormatException">The text is no YAML, or more than any honest one.</exception>
    public static IReadOnlyList<JsonNode?> ParseAll(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new YamlFormatException($"error converting YAML to JSON: yaml: line {e.Start.Line}: {e.Message}");
        }

        int budget = MaxNodes;
        List<JsonNode?> documents = [];
        foreach (YamlDocument document in stream.Documents)
        {
            documents.Add(Convert(document.RootNode, 0, ref budget));
        }

        return documents;
    }

    /// <summary>Whether a plain scalar would be read as this text.</summary>
    public static bool IsText(string text) => Plain(text) is JsonValue value && value.TryGetValue(out string? read) && read == text;

    private static JsonNode? Convert(YamlNode node, int depth, ref int budget)
    {
        if (depth > MaxDepth || --budget < 0)
        {
            throw new YamlFormatException("error converting YAML to JSON: yaml: document contains excessive aliasing or depth");
        }

        switch (node)
        {
            case YamlMappingNode map:
                var o = new JsonObject();
                foreach ((YamlNode key, YamlNode value) in map.Children)
                {
                    o[(key as YamlScalarNode)?.Value ?? string.Empty] = Convert(value, depth + 1, ref budget);
                }

                return o;
            case YamlSequenceNode sequence:
                var a = new JsonArray();
                foreach (YamlNode item in sequence.Children)
                {
                    a.Add(Convert(item, depth + 1, ref budget));
                }

                return a;
            case YamlScalarNode scalar:
                return scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? Plain(scalar.Value ?? string.Empty) : scalar.Value;
            default:
                throw new YamlFormatException("error converting YAML to JSON: yaml: unsupported node");
        }
    }

    private static JsonNode? Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y":
                return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N":
                return false;
        }

        char first = text[0];
        if (!char.IsAsciiDigit(first) && first is not ('-' or '+' or '.'))
        {
            return text;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex))
        {
            return hex;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return integer;
        }

        const NumberStyles floating = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, floating, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : text;
    }
}
