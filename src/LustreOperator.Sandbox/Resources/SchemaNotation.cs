using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

/// <summary>
/// A short notation for the shapes of built-in kinds, which say how their fields merge and who owns them:
/// <c>a</c> any value, <c>a{b,c}</c> an object, <c>a{}</c> an atomic object, <c>a*</c> a map of strings, <c>a[]</c> an atomic
/// list, <c>a[=]</c> a set, <c>a[k]{..}</c> a list whose items are known by key k. Fields not named are kept as they are, unless
/// the text begins with <c>!</c>: then it names them all.
/// </summary>
internal sealed class SchemaNotation
{
    private readonly string _text;
    private readonly bool _isWhole;
    private int _at;

    private SchemaNotation(string text)
    {
        _isWhole = IsWhole(text);
        _text = text.TrimStart('!');
    }

    /// <summary>Whether the text names every field there is.</summary>
    public static bool IsWhole(string text) => text.StartsWith('!');

    public static JsonObject Read(string text)
    {
        var notation = new SchemaNotation(text);
        JsonObject schema = notation.Fielded();
        schema["properties"] = notation.Fields();
        return schema;
    }

    public static StructuralSchema Kind(string text) => StructuralSchema.OfKind(Read(text));

    private JsonObject Fields()
    {
        var fields = new JsonObject();
        while (_at < _text.Length && _text[_at] != '}')
        {
            int start = _at;
            while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
            {
                _at++;
            }

            string name = _text[start.._at];
            fields[name] = Shape();
            if (_at < _text.Length && _text[_at] == ',')
            {
                _at++;
            }
        }

        return fields;
    }

    private JsonObject Shape()
    {
        switch (_at < _text.Length ? _text[_at] : ',')
        {
            case '*':
                _at++;
                return new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } };
            case '{':
                return Object();
            case '[':
                int end = _text.IndexOf(']', _at);
                string keys = _text[(_at + 1)..end];
                _at = end + 1;
                return List(keys);
            default:
                return Any(null);
        }
    }

    private JsonObject Object()
    {
        _at++;
        JsonObject fields = Fields();
        _at++;
        if (fields.Count == 0)
        {
            JsonObject atomic = Any("object");
            atomic["x-kubernetes-map-type"] = "atomic";
            return atomic;
        }

        JsonObject schema = Fielded();
        schema["properties"] = fields;
        return schema;
    }

    private JsonObject List(string keys)
    {
        JsonObject items = _at < _text.Length && _text[_at] == '{' ? Object() : Any(null);
        var list = new JsonObject { ["type"] = "array", ["items"] = items };
        if (keys == "=")
        {
            list["x-kubernetes-list-type"] = "set";
        }
        else if (keys.Length > 0)
        {
            list["x-kubernetes-list-type"] = "map";
            list["x-kubernetes-list-map-keys"] = Documents.JsonTree.ToArray(keys.Split('+'));
        }

        return list;
    }

    private JsonObject Fielded() => _isWhole ? new JsonObject { ["type"] = "object" } : Any("object");

    private static JsonObject Any(string? type)
    {
        var schema = new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true };
        if (type is not null)
        {
            schema["type"] = type;
        }

        return schema;
    }
}
