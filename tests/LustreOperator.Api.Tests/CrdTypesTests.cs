using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LustreOperator.Api.Tests;

/// <summary>The CRDs and the C# types say the same: fields, types, enum words and defaults.</summary>
internal sealed class CrdTypesTests
{
    private static readonly (string File, Type Type)[] s_kinds =
    [
        ("lustreclusters.yaml", typeof(LustreCluster)),
        ("lustremachines.yaml", typeof(LustreMachine)),
        ("kvmhosts.yaml", typeof(KvmHost)),
    ];

    // Values that are one string each.
    private static readonly Type[] s_texts =
    [
        typeof(string), typeof(DateTimeOffset), typeof(CpuSet), typeof(PciAddress), typeof(PciClass), typeof(Written<CpuSet>), typeof(Written<PciAddress>),
        typeof(Quantity), typeof(DomainState), typeof(LnetNet), typeof(Guid),
    ];

    [TestCaseSource(nameof(s_kinds))]
    public void Crd_and_type_have_the_same_fields((string File, Type Type) kind)
    {
        var schema = new CrdSchema(kind.File);
        List<string> differences = [];
        foreach (string part in (string[])["spec", "status"])
        {
            JsonPropertyInfo property = ApiJson.Default.GetTypeInfo(kind.Type)!.Properties.Single(found => found.Name == part);
            Compare(part, schema.Root["properties"]![part]!.AsObject(), property.PropertyType, differences);
        }

        Assert.That(differences, Is.Empty);
    }

    [TestCaseSource(nameof(s_kinds))]
    public void Default_of_the_crd_is_the_default_of_the_type((string File, Type Type) kind)
    {
        var schema = new CrdSchema(kind.File);
        List<string> differences = [];
        foreach ((string path, JsonObject node) in schema.Nodes())
        {
            foreach ((string name, JsonNode? child) in node["properties"]?.AsObject() ?? [])
            {
                if (child!["default"] is JsonValue value && Default(kind.Type, path, name) is var own && !JsonNode.DeepEquals(own, value))
                {
                    differences.Add($"{path}.{name}: CRD {value}, type {own?.ToJsonString() ?? "null"}");
                }
            }
        }

        Assert.That(differences, Is.Empty);
    }

    private static JsonNode? Default(Type kind, string path, string name)
    {
        Type type = kind;
        foreach (string step in path.Split('.'))
        {
            type = Unwrap(ApiJson.Default.GetTypeInfo(type)!.Properties.Single(property => property.Name == step.Replace("[]", "")).PropertyType);
        }

        JsonTypeInfo info = ApiJson.Default.GetTypeInfo(type)!;
        return JsonSerializer.SerializeToNode(Activator.CreateInstance(type), info)![name];
    }

    private static void Compare(string path, JsonObject schema, Type type, List<string> differences)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        string wire = (string)schema["type"]!;
        string own = WireType(type);
        if (wire != own)
        {
            differences.Add($"{path}: CRD {wire}, type {own}");
        }
        else if (type.IsEnum && !s_texts.Contains(type))
        {
            string[] words = [.. schema["enum"]!.AsArray().Select(word => (string)word!).Order()];
            if (!words.SequenceEqual(Enum.GetNames(type).Order()))
            {
                differences.Add($"{path}: CRD {string.Join('|', words)}, type {string.Join('|', Enum.GetNames(type))}");
            }
        }
        else if (wire == "array")
        {
            Compare(path + "[]", schema["items"]!.AsObject(), Unwrap(type), differences);
        }
        else if (schema["properties"] is JsonObject fields)
        {
            JsonPropertyInfo[] properties = [.. ApiJson.Default.GetTypeInfo(type)!.Properties];
            differences.AddRange(fields.Select(field => field.Key).Except(properties.Select(property => property.Name)).Select(name => $"{path}.{name}: only in the CRD"));
            differences.AddRange(properties.Select(property => property.Name).Except(fields.Select(field => field.Key)).Select(name => $"{path}.{name}: only in the type"));
            foreach (JsonPropertyInfo property in properties.Where(property => fields.ContainsKey(property.Name)))
            {
                Compare($"{path}.{property.Name}", fields[property.Name]!.AsObject(), property.PropertyType, differences);
            }
        }
    }

    private static string WireType(Type type) => type switch
    {
        _ when s_texts.Contains(type) || type.IsEnum => "string",
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(int) || type == typeof(long) => "integer",
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => "array",
        _ => "object",
    };

    private static Type Unwrap(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : type;
}
