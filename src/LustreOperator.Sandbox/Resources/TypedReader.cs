using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Resources;

/// <summary>
/// Reads an object of a built-in kind as the API server's typed reader does: values of another type are a fault, fields nobody knows are told and
/// dropped, what is unset is left out or shown as zero, and times are written in one form.
/// </summary>
internal sealed partial class TypedReader
{
    private const string SecondsForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string MicrosForm = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private readonly List<string> _unknown = [];

    /// <summary>Makes an object one of its type.</summary>
    /// <param name="body">The object; changed.</param>
    /// <param name="type">What it should be.</param>
    /// <returns>The paths of the fields that the type does not have.</returns>
    /// <exception cref="DocumentException">A value has another type, in the words of Go's decoder.</exception>
    public static IReadOnlyList<string> Read(JsonObject body, FactType type)
    {
        var reader = new TypedReader();
        reader.Struct(body, type, string.Empty, string.Empty, isRoot: true);
        return reader._unknown;
    }

    /// <summary>Reads one part of an object, such as its metadata.</summary>
    public static IReadOnlyList<string> ReadPart(JsonObject part, FactType type, string path)
    {
        var reader = new TypedReader();
        reader.Struct(part, type, path, path, isRoot: false);
        return reader._unknown;
    }

    public static void AddZeros(JsonObject body, FactType type, bool isRoot)
    {
        foreach (FactField field in type.AlwaysShown)
        {
            if (!(isRoot && field.Name == "metadata") && !body.ContainsKey(field.Name))
            {
                body[field.Name] = field.IsPointer ? null : field.Value.Zero();
            }
        }
    }

    private static void AddDefaults(JsonObject body, FactType type)
    {
        foreach ((FactField field, string text) in type.Defaults)
        {
            if (!body.ContainsKey(field.Name))
            {
                body[field.Name] = field.Value.Form is 's' ? text : JsonNode.Parse(text);
            }
        }
    }

    private void Struct(JsonObject body, FactType type, string path, string plain, bool isRoot)
    {
        foreach ((string name, JsonNode? value) in body.ToArray())
        {
            if (isRoot && name is "apiVersion" or "kind")
            {
                continue;
            }

            string child = path.Length == 0 ? name : $"{path}.{name}";
            if (type[name] is not { } field)
            {
                _unknown.Add(child);
                body.Remove(name);
                continue;
            }

            JsonNode? read = value is null ? null : Value(value, field.Value, new Place(type.Name, child, plain.Length == 0 ? name : $"{plain}.{name}"));
            if (read is JsonArray { Count: 0 } && field.IsAlwaysShown && type.Package != "ext")
            {
                // The binary form in which these are stored cannot tell an empty list from none.
                body[name] = null;
                continue;
            }

            if (read is null || (!field.IsPointer && !field.IsAlwaysShown && field.Value.IsZero(read)))
            {
                body.Remove(name);
            }
            else if (!ReferenceEquals(read, value))
            {
                body[name] = read;
            }
        }

        AddDefaults(body, type);
        AddZeros(body, type, isRoot);
    }

    private JsonNode? Value(JsonNode node, FactValue wanted, Place at)
    {
        switch (wanted.Form)
        {
            case 'j':
                return node;
            case 'S':
                JsonObject body = node as JsonObject ?? throw at.Fault(node, $"{wanted.Type!.Package}.{wanted.Type.Name}");
                Struct(body, wanted.Type!, at.Path, at.Plain, isRoot: false);
                return body;
            case '[':
                JsonArray list = node as JsonArray ?? throw at.Fault(node, $"[]{GoType(wanted.Item!)}");
                for (int i = 0; i < list.Count; i++)
                {
                    JsonNode? item = list[i] is { } old ? Value(old, wanted.Item!, at with { Path = $"{at.Path}[{i}]" }) : wanted.Item!.Zero();
                    if (!ReferenceEquals(item, list[i]))
                    {
                        list[i] = item;
                    }
                }

                return list;
            case '{':
                JsonObject map = node as JsonObject ?? throw at.Fault(node, $"map[string]{GoType(wanted.Item!)}");
                foreach ((string key, JsonNode? value) in map.ToArray())
                {
                    JsonNode? read = value is null ? wanted.Item!.Zero() : Value(value, wanted.Item!, at with { Path = $"{at.Path}.{key}" });
                    if (!ReferenceEquals(read, value))
                    {
                        map[key] = read;
                    }
                }

                return map;
            default:
                return Plain(node, wanted.Form, at);
        }
    }

    private static JsonNode Plain(JsonNode node, char form, Place at)
    {
        JsonValueKind kind = node.GetValueKind();
        switch (form)
        {
            case 's' when kind == JsonValueKind.String:
            case 'b' when kind is JsonValueKind.True or JsonValueKind.False:
            case 'f' when kind == JsonValueKind.Number:
            case 'x' when kind == JsonValueKind.String || node.Integer() is not null:
            case 'l' when kind == JsonValueKind.Number && node.Integer() is not null:
            case 'i' when kind == JsonValueKind.Number && node.Integer() is >= int.MinValue and <= int.MaxValue:
                return node;
            case 'y' when kind == JsonValueKind.String:
                string bytes = node.Text()!;
                return Convert.TryFromBase64String(bytes, new byte[bytes.Length], out _)
                    ? node
                    : throw new DocumentException(
                        $"illegal base64 data at input byte {bytes.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/').Count()}");
            case 'q' when kind is JsonValueKind.String or JsonValueKind.Number:
                return QuantityPattern().IsMatch(node.ToString())
                    ? node
                    : throw new DocumentException("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            case 't' or 'T' when kind == JsonValueKind.String:
                return Time(node.Text()!, form == 'T');
            default:
                throw form is 't' or 'T' or 'q' or 'x' or 'y'
                    ? new DocumentException($"json: cannot unmarshal {Place.KindOf(node)} into Go value of type {GoName(form)}")
                    : at.Fault(node, GoName(form));
        }
    }

    private static JsonNode Time(string text, bool micros)
    {
        bool isForm = micros ? MicrosPattern().IsMatch(text) : SecondsPattern().IsMatch(text);
        if (isForm && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time.UtcDateTime.ToString(micros ? MicrosForm : SecondsForm, CultureInfo.InvariantCulture);
        }

        string layout = micros ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
        string rest = DatePattern().Match(text).Value is { Length: > 0 } date ? text[date.Length..] : text;
        string element = rest.Length == text.Length ? "2006" : micros ? ".000000" : "Z07:00";
        throw new DocumentException($"parsing time \"{text}\" as \"{layout}\": cannot parse \"{rest}\" as \"{element}\"");
    }

    private static string GoType(FactValue value) => value.Form switch
    {
        'S' => value.Detail,
        '[' => $"[]{GoType(value.Item!)}",
        '{' => $"map[string]{GoType(value.Item!)}",
        _ => GoName(value.Form),
    };

    private static string GoName(char form) => form switch
    {
        'i' => "int32",
        'l' => "int64",
        'f' => "float64",
        'b' => "bool",
        'y' => "[]uint8",
        _ => "string",
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecondsPattern();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{6}(Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MicrosPattern();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuantityPattern();

    /// <summary>Where a value is: with the indexes of lists, and as Go names it.</summary>
    private sealed record Place(string Type, string Path, string Plain)
    {
        public DocumentException Fault(JsonNode found, string goType)
        {
            string what = KindOf(found) is "number" && goType is "int32" or "int64" ? $"number {JsonTree.ToText(found)}" : KindOf(found);
            return new DocumentException($"json: cannot unmarshal {what} into Go struct field {Type}.{Plain} of type {goType}");
        }

        public static string KindOf(JsonNode node) => Patches.PatchDocument.KindOf(node);
    }
}
