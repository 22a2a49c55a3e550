using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LustreOperator.Yaml;

/// <summary>
/// YAML as JSON, as kubectl and the API server read it: the scalar rules of YAML 1.1 (<see cref="YamlScalar"/>), merge keys, and of a key that is
/// there twice the last value.
/// </summary>
public static class YamlReader
{
    /// <summary>The first document; null when there is none.</summary>
    /// <exception cref="YamlFormatException">The text is no YAML, or more than any honest one.</exception>
    public static JsonNode? Parse(string text) => ParseAll(text) is [var first, ..] ? first : null;

    /// <summary>Every document; null for one that is empty.</summary>
    /// <exception cref="YamlFormatException">The text is no YAML, or more than any honest one.</exception>
    public static IReadOnlyList<JsonNode?> ParseAll(string text) => ParseAll(text, (_, _) => { });

    /// <summary>Every document; null for one that is empty.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="twice">Takes the lines, from 1, and the names of keys that are there twice: the last one counts.</param>
    /// <exception cref="YamlFormatException">The text is no YAML, or more than any honest one.</exception>
    public static IReadOnlyList<JsonNode?> ParseAll(string text, Action<long, string> twice)
    {
        try
        {
            Parser parser = new(new StringReader(text.TrimStart('\uFEFF')));
            parser.Consume<StreamStart>();
            List<JsonNode?> documents = [];
            NodeBudget budget = new();
            while (!parser.TryConsume<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                documents.Add(new DocumentReader(parser, budget, twice).Read(0));
                parser.Consume<DocumentEnd>();
            }

            return documents;
        }
        catch (YamlException fault)
        {
            throw new YamlFormatException($"error converting YAML to JSON: yaml: line {fault.Start.Line}: {fault.Message}");
        }
    }

    /// <summary>Whether a plain scalar would be read as this text.</summary>
    public static bool IsText(string text)
    {
        try
        {
            return YamlScalar.Plain(text) is JsonValue value && value.TryGetValue(out string? read) && read == text;
        }
        catch (YamlFormatException)
        {
            return false;
        }
    }

    // Aliases can make a small text a huge document.
    private sealed class NodeBudget
    {
        /// <summary>Enough for any honest body.</summary>
        private const int MaxNodes = 500_000;
        private const int MaxDepth = 500;

        private int _left = MaxNodes;

        public void Spend(int depth, int nodes = 1)
        {
            if (depth > MaxDepth || (_left -= nodes) < 0)
            {
                throw new YamlFormatException("error converting YAML to JSON: yaml: document contains excessive aliasing or depth");
            }
        }
    }

    private sealed class DocumentReader(Parser parser, NodeBudget budget, Action<long, string> twice)
    {
        private const string MergeKey = "<<";

        // A node and how many nodes it is; no entry while it is being read.
        private readonly Dictionary<string, (JsonNode? Node, int Size)> _anchors = [];
        private readonly HashSet<string> _open = [];
        private int _read;

        public JsonNode? Read(int depth)
        {
            budget.Spend(depth);
            _read++;
            if (parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
            {
                return Aliased(alias.Value.Value, depth);
            }

            if (!parser.Accept<NodeEvent>(out NodeEvent? start))
            {
                throw Fault(parser.Current!.Start, "unsupported node");
            }

            string? anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
            int before = _read;
            if (anchor is not null)
            {
                _open.Add(anchor);
            }

            JsonNode? node = start switch
            {
                MappingStart => Mapping(depth),
                SequenceStart => Sequence(depth),
                _ => Value(parser.Consume<Scalar>()),
            };
            if (anchor is not null)
            {
                _open.Remove(anchor);
                _anchors[anchor] = (node, _read - before + 1);
            }

            return node;
        }

        private JsonNode? Aliased(string name, int depth)
        {
            if (_open.Contains(name))
            {
                throw new YamlFormatException($"error converting YAML to JSON: yaml: anchor '{name}' value contains itself");
            }

            if (!_anchors.TryGetValue(name, out (JsonNode? Node, int Size) anchored))
            {
                throw new YamlFormatException($"error converting YAML to JSON: yaml: unknown anchor '{name}' referenced");
            }

            budget.Spend(depth, anchored.Size);
            _read += anchored.Size;
            return anchored.Node?.DeepClone();
        }

        private JsonObject Mapping(int depth)
        {
            parser.Consume<MappingStart>();
            JsonObject map = [];
            HashSet<string> merged = [];
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                Mark at = parser.Current!.Start;
                bool isMerge = parser.Current is Scalar { Style: ScalarStyle.Plain, Tag.IsEmpty: true, Value: MergeKey };
                JsonNode? key = Read(depth + 1);
                if (isMerge)
                {
                    Merge(map, merged, Read(depth + 1), at);
                    continue;
                }

                string name = Name(key, at);
                if (map.ContainsKey(name) && !merged.Remove(name))
                {
                    twice(at.Line, name);
                }

                map[name] = Read(depth + 1);
            }

            return map;
        }

        private static void Merge(JsonObject map, HashSet<string> merged, JsonNode? value, Mark at)
        {
            // Of several the first has its way; what stands before them in the map itself has not, as to kubectl.
            JsonNode?[] maps = value is JsonArray list ? [.. list.Reverse()] : [value];
            foreach (JsonNode? item in maps)
            {
                foreach ((string name, JsonNode? field) in item as JsonObject ?? throw Fault(at, "map merge requires map or sequence of maps as the value"))
                {
                    map[name] = field?.DeepClone();
                    merged.Add(name);
                }
            }
        }

        private JsonArray Sequence(int depth)
        {
            parser.Consume<SequenceStart>();
            JsonArray list = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Add(Read(depth + 1));
            }

            return list;
        }

        private static JsonNode? Value(Scalar scalar) =>
            !scalar.Tag.IsEmpty && scalar.Tag.Value != "!" ? YamlScalar.Tagged(scalar.Tag.Value, scalar.Value)
            : scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? YamlScalar.Plain(scalar.Value)
            : scalar.Value;

        // JSON's names are text: a number or boolean becomes the text that JSON has for it.
        private static string Name(JsonNode? key, Mark at) => key switch
        {
            JsonValue value when value.TryGetValue(out string? text) => text,
            JsonValue value when value.TryGetValue(out double number) => number.ToString(CultureInfo.InvariantCulture),
            JsonValue value => value.ToJsonString(),
            null => throw Fault(at, "null cannot be a key; write it in quotes"),
            _ => throw Fault(at, "a list or a map cannot be a key"),
        };

        private static YamlFormatException Fault(Mark at, string what) => new($"error converting YAML to JSON: yaml: line {at.Line}: {what}");
    }
}
