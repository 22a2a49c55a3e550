using System.Text.Json.Serialization;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>A made-up resource, the one of the recorded answers.</summary>
internal sealed record Valve(string ApiVersion, string Kind, ValveMetadata Metadata, ValveSpec Spec)
{
    public static ResourceKind<Valve> Resource { get; } = new(
        "plumbing.example.com",
        "v1alpha1",
        "valves",
        "Valve",
        IsNamespaced: true,
        ValveJson.Default.Valve,
        valve => new ObjectIdentity(
            valve.Metadata.Namespace ?? "", valve.Metadata.Name, valve.Metadata.Uid ?? "", valve.Metadata.ResourceVersion ?? ""));

    public static Valve Make(string name, int version, string? uid = null, int size = 1) =>
        new("plumbing.example.com/v1alpha1", "Valve", new ValveMetadata(name, "lab", uid ?? $"uid-{name}", $"{version}"), new ValveSpec(size));

    public static ObjectKey Key(string name) => new("lab", name);
}

internal sealed record ValveMetadata(string Name, string? Namespace, string? Uid, string? ResourceVersion);

internal sealed record ValveSpec([property: JsonRequired] int Size);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Valve))]
internal sealed partial class ValveJson : JsonSerializerContext;
