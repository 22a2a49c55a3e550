using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>
/// What a machine's place depends on: each field by name, so that a field which an upgrade adds to the API changes nothing here. It is stored
/// in the annotation <see cref="ApiNames.PlacedForAnnotation"/> of the machine as JSON. A field that is added here is written only where it is
/// not what all machines placed before had, is read as that where it lacks, and raises <see cref="Version"/>. Pure.
/// </summary>
internal sealed record PlacedFor
{
    /// <summary>Of the record as it is written. Newer ones are read too: what they have more is not looked at.</summary>
    private const int Version = 1;

    public required NumaPolicy Numa { get; init; }

    public required int Cpus { get; init; }

    public required CpuPinning Pinning { get; init; }

    public required EmulatorPlacement Emulator { get; init; }

    public required long MemoryKiB { get; init; }

    /// <summary>0: normal pages.</summary>
    public required long PageKiB { get; init; }

    /// <summary>In the order in which the guest sees them.</summary>
    public required IReadOnlyList<NetworkSpec> Networks { get; init; }

    /// <summary>What a group of a cluster asks for now.</summary>
    public static PlacedFor Of(LustreClusterSpec spec, MachineGroup group) => new()
    {
        Numa = spec.Placement.Numa,
        Cpus = group.Cpu.Count,
        Pinning = group.Cpu.Pinning,
        Emulator = group.Cpu.Emulator,
        MemoryKiB = Quantity.KiBOrZero(group.Memory.Size),
        PageKiB = Quantity.KiBOrZero(group.Memory.Hugepages),
        Networks = [.. group.Networks.Select(name => spec.Networks.FirstOrDefault(network => network.Name == name)).OfType<NetworkSpec>()],
    };

    /// <summary>What a machine says that it was placed for, as it is written; empty: it says nothing.</summary>
    public static string TextOf(LustreMachine machine) => machine.Metadata.Annotations?.GetValueOrDefault(ApiNames.PlacedForAnnotation) ?? "";

    /// <summary>
    /// True if the machine was placed for this. A machine whose record cannot be read (earlier versions stored a hash of all that the API then
    /// had) is compared itself: it was placed for this as far as what it has tells.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <param name="host">Its host; null: unknown.</param>
    public bool IsOf(LustreMachine machine, KvmHost? host) =>
        Read(TextOf(machine)) is { } before
            ? before.ToText() == ToText()
            : IsSeenIn(machine.Spec) && (host is null || HeldPlace.Serves(host, machine, Numa, Networks));

    /// <summary>For the annotation: the same for the same wishes, however sizes and ids are spelled.</summary>
    public string ToText() => new JsonObject
    {
        ["version"] = Version,
        ["numa"] = Numa.ToString(),
        ["cpus"] = Cpus,
        ["pinning"] = Pinning.ToString(),
        ["emulator"] = Emulator.ToString(),
        ["memoryKiB"] = MemoryKiB,
        ["pageKiB"] = PageKiB,
        ["networks"] = new JsonArray([.. Networks.Select(network => (JsonNode)ToJson(network))]),
    }.ToJsonString();

    // Null: not such a record.
    private static PlacedFor? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject json ? Read(json) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static PlacedFor Read(JsonObject json) => new()
    {
        Numa = Enum.Parse<NumaPolicy>((string)json["numa"]!),
        Cpus = (int)json["cpus"]!,
        Pinning = Enum.Parse<CpuPinning>((string)json["pinning"]!),
        Emulator = Enum.Parse<EmulatorPlacement>((string)json["emulator"]!),
        MemoryKiB = (long)json["memoryKiB"]!,
        PageKiB = (long)json["pageKiB"]!,
        Networks = [.. ArrayOf(json["networks"]).Select(ReadNetwork)],
    };

    private static IEnumerable<JsonObject> ArrayOf(JsonNode? value) =>
        value is JsonArray array ? array.Select(item => item as JsonObject ?? throw new JsonException()) : throw new JsonException();

    private static NetworkSpec ReadNetwork(JsonObject json) => new()
    {
        Name = (string)json["name"]!,
        Lnet = (string?)json["lnet"] is { } lnet ? LnetNet.Of(lnet) : null,
        Bridge = (string?)json["bridge"],
        LibvirtNetwork = (string?)json["libvirtNetwork"],
        Hca = json["hca"] is not JsonObject hca ? null : new HcaSelector
        {
            Fabric = (string?)hca["fabric"],
            Vendor = (string?)hca["vendor"],
            Product = (string?)hca["product"],
            Address = (string?)hca["address"],
            NumaNode = (int?)hca["numaNode"],
            VirtualFunction = (bool?)hca["virtualFunction"],
        },
    };

    private static JsonObject ToJson(NetworkSpec network) => Said(new JsonObject
    {
        ["name"] = network.Name,
        ["lnet"] = network.Lnet?.Normalized().ToString(),
        ["bridge"] = network.Bridge,
        ["libvirtNetwork"] = network.LibvirtNetwork,
        ["hca"] = network.Hca is not { } hca ? null : Said(new JsonObject
        {
            ["fabric"] = hca.Fabric,
            ["vendor"] = hca.Vendor?.ToLowerInvariant(),
            ["product"] = hca.Product?.ToLowerInvariant(),
            ["address"] = hca.Address is { IsValue: true } address ? address.Value.ToString() : hca.Address?.Text,
            ["numaNode"] = hca.NumaNode,
            ["virtualFunction"] = hca.VirtualFunction,
        }),
    });

    // Without what is null.
    private static JsonObject Said(JsonObject json)
    {
        foreach (string name in json.Where(field => field.Value is null).Select(field => field.Key).ToArray())
        {
            json.Remove(name);
        }

        return json;
    }

    private bool IsSeenIn(LustreMachineSpec spec)
    {
        bool isIsolated = !spec.Cpu.EmulatorCpus.Overlaps(spec.Cpu.Pinned());
        return spec.Cpu.Count == Cpus
            && spec.Cpu.Pinning == Pinning
            && (Pinning != CpuPinning.Dedicated || isIsolated == (Emulator == EmulatorPlacement.Isolated))
            && Quantity.KiBOrZero(spec.Memory.Size) == MemoryKiB
            && Quantity.KiBOrZero(spec.Memory.Hugepages) == PageKiB
            && spec.Memory.NumaNodes is not { IsEmpty: false } == (Numa == NumaPolicy.None)
            && spec.Networks.Count == Networks.Count
            && spec.Networks.Zip(Networks).All(pair => pair.First.Name == pair.Second.Name
                && pair.First.Lnet == pair.Second.Lnet
                && pair.First.Bridge == pair.Second.Bridge
                && pair.First.LibvirtNetwork == pair.Second.LibvirtNetwork
                && pair.First.Device is not null == pair.Second.Hca is not null);
    }

}
