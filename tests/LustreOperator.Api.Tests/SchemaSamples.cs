using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LustreOperator.Api.Tests;

/// <summary>Objects that a schema admits, as JSON text in the odd forms that an API server takes and gives back too.</summary>
internal sealed class SchemaSamples(Random random)
{
    // A text for each pattern of the CRDs; the sampler checks that it matches, so that a new pattern is noticed here.
    private static readonly string[] s_texts =
    [
        "a-b", "o2ib0", "tcp65535", "15b3", "0000:41:00.0", "0000:41:ff.0", "br0", "default", "99999999999999Ti", "1Ki", "0", "0-3,8", "", "9-1", "99999999",
    ];

    private static readonly string[] s_times =
    [
        "2026-11-30T09:00:00Z", "2026-11-30t09:00:00z", "2026-11-30T09:00:00.5z", "2026-11-30T09:00:00.123456789012345Z", "2026-11-30T09:00:00,5Z",
        "2026-11-30T09:00:00+23:59", "2026-11-30T09:00:00-99:99", "0000-02-29T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9-14:00",
        "2024-02-29T23:59:59Z", "2026-11-30T09:00:00ZTea",
    ];

    // What the operator and the agents alone write is a value's one text; see AdmittedIsReadableTests for what becomes of another.
    private static readonly string[] s_cpus = ["", "3", "0-3,8", "0,16383"];
    private static readonly string[] s_addresses = ["0000:41:00.0", "10000:e1:1f.7"];

    /// <summary>The fields of values that no person writes, with texts of them.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> OwnValues = new Dictionary<string, string[]>
    {
        ["spec.cpu.vcpuPins[].cpus"] = s_cpus,
        ["spec.cpu.emulatorCpus"] = s_cpus,
        ["spec.memory.numaNodes"] = s_cpus,
        ["spec.networks[].device"] = s_addresses,
        ["status.domain.heldCpus"] = s_cpus,
        ["status.numa"] = s_cpus,
        ["status.vcpuPins[].cpus"] = s_cpus,
        ["status.emulatorCpus"] = s_cpus,
        ["status.devices[]"] = s_addresses,
        ["status.parkedDevices[]"] = s_addresses,
        ["status.cells[].cpus[].siblings"] = s_cpus,
        ["status.devices[].address"] = s_addresses,
        ["status.devices[].class"] = ["020700"],
        ["status.devices[].groupSiblings[]"] = s_addresses,
        ["status.devices[].physicalFunction"] = s_addresses,
    };

    public string Of(JsonObject schema, string path = "") => schema["enum"] is JsonArray words
        ? JsonSerializer.Serialize((string)words[random.Next(words.Count)]!)
        : (string)schema["type"]! switch
        {
            "string" => JsonSerializer.Serialize(OwnValues.TryGetValue(path, out string[]? texts) ? texts[random.Next(texts.Length)] : Text(schema)),
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            "integer" => Integer(schema),
            "array" => List(schema, path),
            _ => Map(schema, path),
        };

    private string Text(JsonObject schema)
    {
        int most = (int?)(long?)schema["maxLength"] ?? 10;
        int least = (int?)(long?)schema["minLength"] ?? 0;
        if ((string?)schema["format"] == "date-time")
        {
            return Pick(s_times, most);
        }

        if ((string?)schema["pattern"] is { } pattern)
        {
            return Pick([.. s_texts.Where(text => text.Length >= least && Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))], most);
        }

        return random.Next(3) switch
        {
            0 => new string('x', most),
            1 => "\u00e9\u4e16\"\\\n\u0001"[..Math.Min(6, most)],
            _ => new string('y', Math.Max(least, 1)),
        };
    }

    private string Pick(string[] texts, int most)
    {
        string[] fitting = [.. texts.Where(text => text.Length <= most)];
        Assert.That(fitting, Is.Not.Empty, "no sample for a pattern: add one");
        return fitting[random.Next(fitting.Length)];
    }

    private string Integer(JsonObject schema)
    {
        bool isLong = (string?)schema["format"] == "int64";
        long least = (long?)schema["minimum"] ?? (isLong ? long.MinValue : int.MinValue);
        long most = (long?)schema["maximum"] ?? (isLong ? long.MaxValue : int.MaxValue);
        long value = random.Next(3) switch { 0 => least, 1 => most, _ => Math.Clamp(1, least, most) };
        string digits = value.ToString(CultureInfo.InvariantCulture);
        return random.Next(3) switch { 0 => digits, 1 => digits + ".0", _ => digits + "e0" };
    }

    private string List(JsonObject schema, string path)
    {
        int count = Math.Max((int?)(long?)schema["minItems"] ?? 0, random.Next(3));
        return $"[{string.Join(',', Enumerable.Range(0, count).Select(_ => Of(schema["items"]!.AsObject(), path + "[]")))}]";
    }

    private string Map(JsonObject schema, string path)
    {
        StringBuilder text = new("{");
        HashSet<string> required = [.. (schema["required"]?.AsArray() ?? []).Select(name => (string)name!)];
        foreach ((string name, JsonNode? child) in schema["properties"]?.AsObject() ?? [])
        {
            if (required.Contains(name) || random.Next(2) == 0)
            {
                text.Append(text.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"\"{name}\":{Of(child!.AsObject(), path.Length == 0 ? name : $"{path}.{name}")}");
            }
        }

        return schema["additionalProperties"] is JsonObject values ? $"{{\"any.thing/at-all\":{Of(values)}}}" : text.Append('}').ToString();
    }
}
