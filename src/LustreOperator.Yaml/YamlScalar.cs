using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LustreOperator.Yaml;

/// <summary>
/// What a scalar is to kubectl and the API server, which read YAML 1.1 with two things of 1.2: <c>on</c> is true, <c>017</c> and <c>0o17</c> are
/// fifteen; a date and <c>10:20</c> stay text. Pure.
/// </summary>
internal static partial class YamlScalar
{
    private const string Core = "tag:yaml.org,2002:";

    /// <summary>A plain scalar without a tag.</summary>
    /// <exception cref="YamlFormatException">It is a number that JSON has not.</exception>
    public static JsonNode? Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y":
                return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N":
                return false;
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                throw new YamlFormatException("error converting YAML to JSON: json: unsupported value: +Inf");
            case "-.inf" or "-.Inf" or "-.INF":
                throw new YamlFormatException("error converting YAML to JSON: json: unsupported value: -Inf");
            case ".nan" or ".NaN" or ".NAN":
                throw new YamlFormatException("error converting YAML to JSON: json: unsupported value: NaN");
        }

        return char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.' ? Number(text) ?? text : text;
    }

    /// <summary>A scalar with a tag, quoted or not.</summary>
    /// <exception cref="YamlFormatException">It is not what its tag says.</exception>
    public static JsonNode? Tagged(string tag, string text)
    {
        string name = tag.StartsWith(Core, StringComparison.Ordinal) ? tag[Core.Length..] : "";
        if (name == "binary")
        {
            return Binary(text);
        }

        if (name is not ("null" or "bool" or "int" or "float"))
        {
            return text;
        }

        JsonNode? value = Plain(text);
        bool isIt = name switch
        {
            "null" => value is null,
            "bool" => value is JsonValue flag && flag.TryGetValue(out bool _),
            "int" => value is JsonValue number && (number.TryGetValue(out long _) || number.TryGetValue(out ulong _)),
            _ => value is JsonValue number && !number.TryGetValue(out bool _) && !number.TryGetValue(out string? _),
        };
        return isIt ? value : throw new YamlFormatException($"error converting YAML to JSON: yaml: cannot decode {NameOf(value)} `{text}` as a !!{name}");
    }

    private static JsonNode? Number(string text)
    {
        string plain = text.Replace("_", "", StringComparison.Ordinal);
        if (text[0] != '.' && Whole(plain) is { } whole)
        {
            return whole;
        }

        return IsFloat().IsMatch(text[0] == '.' ? text : plain)
            && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? JsonValue.Create(number == 0 ? 0 : number)
            : null;
    }

    // As Go's strconv reads a number of any base: a 0 before other digits makes it octal.
    private static JsonNode? Whole(string text)
    {
        bool isNegative = text[0] == '-';
        string digits = text[0] is '-' or '+' ? text[1..] : text;
        (int radix, int from) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        if (digits.Length == from || digits.Skip(from).Any(digit => !char.IsAsciiHexDigit(digit) || Convert.ToInt32($"{digit}", 16) >= radix))
        {
            return null;
        }

        BigInteger value = digits.Skip(from).Aggregate(BigInteger.Zero, (sum, digit) => (sum * radix) + Convert.ToInt32($"{digit}", 16));
        value = isNegative ? -value : value;
        return value >= long.MinValue && value <= long.MaxValue ? (long)value
            : value > 0 && value <= ulong.MaxValue ? (ulong)value
            : null;
    }

    private static JsonNode? Binary(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw new YamlFormatException("error converting YAML to JSON: yaml: !!binary value contains invalid base64 data");
        }
    }

    private static string NameOf(JsonNode? value) => value switch
    {
        null => "!!null",
        JsonValue flag when flag.TryGetValue(out bool _) => "!!bool",
        JsonValue text when text.TryGetValue(out string? _) => "!!str",
        JsonValue number when number.TryGetValue(out double _) => "!!float",
        _ => "!!int",
    };

    [GeneratedRegex(@"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsFloat();
}
