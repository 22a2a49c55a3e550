using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator.Tests;

/// <summary>What a machine was placed for: an upgrade places nothing anew and writes nothing, an edit by the user does.</summary>
internal sealed class PlacedForTests
{
    private const string HashOfAnEarlierVersion = "0a1b2c3d4e5f6789";

    private static readonly LustreCluster s_cluster = Given.Cluster(spec => spec with
    {
        Placement = new PlacementSpec { Numa = NumaPolicy.Required },
        Networks =
        [
            new NetworkSpec { Name = "ib", Lnet = LnetNet.Of("o2ib0"), Hca = new HcaSelector { Fabric = "ib-a", Vendor = "15B3" } },
            new NetworkSpec { Name = "eth", Lnet = LnetNet.Of("tcp0"), Bridge = "br0" },
        ],
        Machines = [Given.Group() with { Networks = ["ib", "eth"], Disks = [new DiskSpec { Name = "root", Size = Quantity.Of("1Gi") }] }],
    });

    private static readonly KvmHost s_host = Given.Host with
    {
        Status = Given.Host.Status! with
        {
            Cells = [.. Enumerable.Range(0, 2).Select(node => Given.Host.Status!.Cells[0] with
            {
                Id = node,
                Cpus = [.. Enumerable.Range(node * 4, 4).Select(cpu => new HostCpu { Id = cpu, Core = cpu, Siblings = [cpu] })],
            })],
            Devices = [.. Enumerable.Range(1, 4).Select(i => new HostDevice
            {
                Address = new PciAddress(0, (byte)i, 0, 0), Vendor = "15b3", Product = "673c", NumaNode = i / 3, IommuGroup = i, Fabric = i % 2 == 1 ? "ib-a" : "ib-b", Offered = true,
            })],
        },
    };

    private static readonly LustreMachine[] s_machines =
    [
        .. ClusterPlanner.Plan(Observed(s_cluster)).Actions.OfType<CreateMachine>().Select((create, index) => Given.Admitted(create.Machine with
        {
            Metadata = create.Machine.Metadata with { Uid = $"uid-{index}", Generation = 1, ResourceVersion = "8" },
        })),
    ];

    // An edit, and what is placed anew for it.
    private static readonly (string Name, Func<LustreClusterSpec, LustreClusterSpec> Edit)[] s_edits =
    [
        ("numa", spec => spec with { Placement = new PlacementSpec { Numa = NumaPolicy.None } }),
        ("cpus", spec => Group(spec, group => group with { Cpu = group.Cpu with { Count = 2 } })),
        ("pinning", spec => Group(spec, group => group with { Cpu = group.Cpu with { Pinning = CpuPinning.Shared } })),
        ("emulator", spec => Group(spec, group => group with { Cpu = group.Cpu with { Emulator = EmulatorPlacement.Isolated } })),
        ("memory", spec => Group(spec, group => group with { Memory = group.Memory with { Size = Quantity.Of("512Mi") } })),
        ("networks", spec => Group(spec, group => group with { Networks = ["ib"] })),
        ("order of networks", spec => Group(spec, group => group with { Networks = ["eth", "ib"] })),
        ("lnet", spec => Network(spec, network => network with { Lnet = LnetNet.Of(network.Lnet + "1") })),
        ("fabric", spec => Network(spec, network => network with { Hca = network.Hca is null ? null : network.Hca with { Fabric = "ib-b" } })),
        ("bridge", spec => Network(spec, network => network with { Bridge = network.Bridge is null ? null : "br1" })),
    ];

    private static IEnumerable<TestCaseData> Edits => s_edits.SelectMany(edit => new[] { true, false }.Select(isEarlier =>
        new TestCaseData(edit.Edit, isEarlier).SetArgDisplayNames(edit.Name, isEarlier ? "placed by an earlier version" : "placed by this version")));

    [Test]
    public void Record_has_each_field_by_name_and_no_other()
    {
        Assert.That(s_machines, Has.Length.EqualTo(2));
        Assert.That(s_machines[0].Metadata.Annotations![ApiNames.PlacedForAnnotation], Is.EqualTo(
            """
            {"version":1,"numa":"Required","cpus":1,"pinning":"Dedicated","emulator":"Shared","memoryKiB":262144,"pageKiB":0,
            "networks":[{"name":"ib","lnet":"o2ib0","hca":{"fabric":"ib-a","vendor":"15b3"}},{"name":"eth","lnet":"tcp0","bridge":"br0"}]}
            """.Replace("\n", "", StringComparison.Ordinal)));
    }

    [TestCase(HashOfAnEarlierVersion)]
    [TestCase("1234567890123456")]
    [TestCase("")]
    [TestCase("""{"version":1}""")]
    [TestCase(null)]
    public void Machine_that_an_earlier_version_placed_is_neither_placed_anew_nor_written(string? annotation)
    {
        Assert.That(ClusterPlanner.Plan(Observed(s_cluster, Stored(annotation))).Actions, Is.Empty);
    }

    [Test]
    public void Machine_that_a_later_version_placed_is_neither_placed_anew_nor_written()
    {
        JsonObject record = JsonNode.Parse(s_machines[0].Metadata.Annotations![ApiNames.PlacedForAnnotation])!.AsObject();
        record["version"] = 2;
        record["addedLater"] = "x";

        Assert.That(ClusterPlanner.Plan(Observed(s_cluster, Stored(record.ToJsonString()))).Actions, Is.Empty);
    }

    [Test]
    public void Record_of_an_earlier_version_spells_an_LNet_network_as_its_cluster_did_and_is_neither_placed_anew_nor_written()
    {
        string record = s_machines[0].Metadata.Annotations![ApiNames.PlacedForAnnotation];
        string before = record.Replace("\"lnet\":\"tcp0\"", "\"lnet\":\"tcp\"", StringComparison.Ordinal);

        Assert.That(before, Is.Not.EqualTo(record));
        Assert.That(ClusterPlanner.Plan(Observed(s_cluster, Stored(before))).Actions, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Field_with_a_default_that_an_upgrade_adds_to_every_type_places_nothing_anew_and_writes_nothing(bool isByEarlierVersion)
    {
        // The objects as they were stored before the fields with defaults were there, or by a version that has one more in every type.
        LustreCluster cluster = Stored(s_cluster, isByEarlierVersion);
        LustreMachine[] machines = [.. s_machines.Select(machine => Stored(machine, isByEarlierVersion))];

        Assert.That(ClusterPlanner.Plan(Observed(cluster, machines)).Actions, Is.Empty);
    }

    [TestCaseSource(nameof(Edits))]
    public void Edit_of_what_a_place_depends_on_places_anew(Func<LustreClusterSpec, LustreClusterSpec> edit, bool isEarlier)
    {
        LustreMachine[] machines = isEarlier ? Stored(HashOfAnEarlierVersion) : s_machines;

        ClusterPlan plan = ClusterPlanner.Plan(Observed(s_cluster with { Spec = edit(s_cluster.Spec) }, machines));

        Assert.That(plan.Outdated, Is.Empty);
        Assert.That(plan.Actions, Has.Count.EqualTo(2).And.All.TypeOf<UpdateMachine>());
        Assert.That(plan.Actions.OfType<UpdateMachine>().Select(update => update.PlacedFor), Is.All.StartsWith("{\"version\":1"));
    }

    [Test]
    public void Other_spelling_of_the_same_changes_nothing()
    {
        LustreCluster cluster = s_cluster with
        {
            Spec = Network(
                Group(s_cluster.Spec, group => group with { Memory = group.Memory with { Size = Quantity.Of("262144Ki") }, Disks = [group.Disks[0] with { Size = Quantity.Of("1024Mi") }] }),
                network => network with { Hca = network.Hca is null ? null : network.Hca with { Vendor = "15b3" }, Lnet = LnetNet.Of(network.Lnet!.Type) }),
        };

        Assert.That(ClusterPlanner.Plan(Observed(cluster, s_machines)).Actions, Is.Empty);
    }

    /// <summary>The text is that of the version before; one that means the same address is no other wish.</summary>
    [TestCase("0000:41:00.0", "0000:41:00.0", true)]
    [TestCase("00000:41:00.0", "0000:41:00.0", true)]
    [TestCase("10000:e1:00.0", "10000:e1:00.0", true)]
    [TestCase("0000:41:ff.0", "0000:41:ff.0", true)]
    [TestCase("0000:41:00.0", "0000:42:00.0", false)]
    [TestCase("0000:41:00.0", "0000:41:ff.0", false)]
    public void Address_is_compared_as_what_it_means(string stored, string asked, bool isSame)
    {
        NetworkSpec network = new() { Name = "ib", Hca = new HcaSelector { Address = asked } };
        PlacedFor wanted = PlacedFor.Of(s_cluster.Spec, s_cluster.Spec.Machines[0]) with { Networks = [network] };
        string text = wanted.ToText();
        LustreMachine machine = new()
        {
            Metadata = new ObjectMeta { Annotations = new Dictionary<string, string> { [ApiNames.PlacedForAnnotation] = text.Replace(asked, stored, StringComparison.Ordinal) } },
        };

        Assert.That(text, Does.Contain($"\"address\":\"{asked}\""));
        Assert.That(wanted.IsOf(machine, host: null), Is.EqualTo(isSame));
    }

    [Test]
    public void Machine_of_an_earlier_version_that_is_spread_is_placed_anew_when_its_cluster_requires_one_node()
    {
        LustreMachine spread = Stored(HashOfAnEarlierVersion)[0];
        spread = spread with { Spec = spread.Spec with { Memory = spread.Spec.Memory with { NumaNodes = CpuSet.Parse("1") } } };

        ClusterPlan plan = ClusterPlanner.Plan(Observed(s_cluster, spread, s_machines[1]));

        Assert.That(plan.Actions.OfType<UpdateMachine>().Single().Spec.Memory.NumaNodes, Is.EqualTo(CpuSet.Parse("0")));
    }

    [Test]
    public void Record_of_an_earlier_version_is_replaced_with_the_next_change_of_the_machine()
    {
        LustreCluster cluster = s_cluster with { Spec = Group(s_cluster.Spec, group => group with { ShutdownGraceSeconds = 5 }) };

        ClusterPlan plan = ClusterPlanner.Plan(Observed(cluster, Stored(HashOfAnEarlierVersion)));

        Assert.That(plan.Actions.OfType<UpdateMachine>().Select(update => update.PlacedFor), Has.Exactly(2).EqualTo(s_machines[0].Metadata.Annotations![ApiNames.PlacedForAnnotation]));
    }

    [Test]
    public void Placement_that_ended_at_its_limit_is_not_begun_again_while_its_answer_stands()
    {
        PlacementFailure before = new("0/1 hosts fit", "ha-oss-0", [], SearchLimitReached: true);

        ClusterPlan plan = ClusterPlanner.Plan(Given.Observed(Given.Cluster()) with { Unplaced = (before, TimeSpan.FromSeconds(2)) });

        Assert.That(plan.Unplaced, Is.SameAs(before));
        Assert.That(plan.Actions, Is.Empty);
    }

    [Test]
    public void Plan_ends_with_its_caller()
    {
        Assert.That(() => ClusterPlanner.Plan(Given.Observed(Given.Cluster()), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private static ClusterObservation Observed(LustreCluster cluster, params LustreMachine[] machines) => Given.Observed(cluster, machines).On([s_host]);

    private static LustreMachine[] Stored(string? annotation) =>
    [
        .. s_machines.Select(machine =>
        {
            Dictionary<string, string> annotations = new(machine.Metadata.Annotations!);
            annotations.Remove(ApiNames.PlacedForAnnotation);
            if (annotation is not null)
            {
                annotations[ApiNames.PlacedForAnnotation] = annotation;
            }

            return machine with { Metadata = machine.Metadata with { Annotations = annotations } };
        }),
    ];

    private static T Stored<T>(T value, bool isByEarlierVersion)
    {
        var type = (JsonTypeInfo<T>)ApiJson.Default.GetTypeInfo(typeof(T))!;
        JsonObject json = JsonSerializer.SerializeToNode(value, type)!.AsObject();
        if (isByEarlierVersion)
        {
            Strip(json["spec"]!.AsObject());
        }
        else
        {
            Extend(json["spec"]!);
        }

        return json.Deserialize(type)!;
    }

    // Without what has a default in the type.
    private static void Strip(JsonObject spec)
    {
        JsonObject defaults = new()
        {
            ["driftPolicy"] = "Enforce",
            ["updatePolicy"] = "OnDelete",
            ["restartPolicy"] = "Always",
            ["shutdownGraceSeconds"] = 60,
            ["paused"] = false,
            ["pinning"] = "Dedicated",
            ["emulator"] = "Shared",
            ["count"] = 1,
        };
        foreach (JsonObject part in spec.DescendantsAndSelf().ToArray())
        {
            foreach (string name in part.Select(field => field.Key).Where(name => JsonNode.DeepEquals(part[name], defaults[name])).ToArray())
            {
                part.Remove(name);
            }
        }
    }

    private static void Extend(JsonNode value)
    {
        foreach (JsonObject part in value.DescendantsAndSelf().ToArray())
        {
            part["addedLater"] = "with a default";
        }
    }

    private static LustreClusterSpec Group(LustreClusterSpec spec, Func<MachineGroup, MachineGroup> change) => spec with { Machines = [.. spec.Machines.Select(change)] };

    private static LustreClusterSpec Network(LustreClusterSpec spec, Func<NetworkSpec, NetworkSpec> change) => spec with { Networks = [.. spec.Networks.Select(change)] };
}

internal static class JsonParts
{
    /// <summary>All objects in a value.</summary>
    public static IEnumerable<JsonObject> DescendantsAndSelf(this JsonNode? value) => value switch
    {
        JsonObject json => json.SelectMany(field => field.Value.DescendantsAndSelf()).Append(json),
        JsonArray array => array.SelectMany(DescendantsAndSelf),
        _ => [],
    };
}
