using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Cli.Hosts;
using LustreOperator.TestKit;

namespace LustreOperator.Chart.Tests;

/// <summary>What Helm would make of the chart.</summary>
[Category("integration")]
internal sealed class RenderingTests
{
    private const string KvmHosts = "lustre-operator.dev/v1alpha1/KvmHost";

    // Objects that come from crds/ and deploy/, whose text is held equal to those elsewhere.
    private static readonly string[] s_carrying = ["crds.yaml", "rbac-agent.yaml", "rbac-operator.yaml", "rbac-users.yaml", "agent-policy.yaml"];

    [TestCaseSource(typeof(Chart), nameof(Chart.Cases))]
    public async Task Values_render_as_recorded(string values)
    {
        Rendering rendered = await Renderer.RenderAsync(new RenderRequest { Values = [Chart.ValuesOf(values)], APIVersions = [KvmHosts] });

        StringBuilder text = new();
        foreach ((string template, string rendering) in rendered.Templates)
        {
            text.Append($"# {template}\n");
            text.Append(s_carrying.Contains(template["templates/".Length..])
                ? string.Concat(YamlFile.Parse(rendering).Select(found => $"{Rendering.Id(found)}{(Rendering.IsKept(found) ? ", kept" : "")}\n"))
                : rendering.Trim() + "\n");
        }

        Golden.Match($"{text}# templates/NOTES.txt\n{rendered.Notes.Trim()}\n", $"Golden/{values}.yaml");
    }

    [TestCaseSource(typeof(Chart), nameof(Chart.Cases))]
    public async Task Values_are_those_of_the_schema(string values) =>
        Assert.That(ValuesSchema.Faults((await Renderer.RenderAsync(new RenderRequest { Values = [Chart.ValuesOf(values)] })).Values), Is.Empty);

    [TestCaseSource(typeof(Chart), nameof(Chart.Cases))]
    public async Task Rendered_object_has_known_fields_with_values_of_their_kind(string values)
    {
        Rendering rendered = await Renderer.RenderAsync(new RenderRequest { Values = [Chart.ValuesOf(values)], APIVersions = [KvmHosts] });

        // The Prometheus operator's own kind, whose definition is not ours.
        Assert.That(
            rendered.Objects.Concat(rendered.Hooks).Where(found => (string?)found["kind"] != "ServiceMonitor")
                .SelectMany(found => ShippedSchemas.Faults(found).Select(fault => $"{Rendering.Id(found)}{fault}")),
            Is.Empty);
    }

    [TestCase("lustre-operator")]
    [TestCase("lab")]
    public async Task Default_rendering_is_what_kustomize_makes_of_deploy(string inNamespace)
    {
        Rendering rendered = await Renderer.RenderAsync(new RenderRequest { Namespace = inNamespace });
        Dictionary<string, JsonNode> expected =
            (await KustomizeAsync(inNamespace)).Where(found => (string?)found["kind"] != "Namespace").ToDictionary(Rendering.Id);

        Assert.That(rendered.Objects.Select(Rendering.Id), Is.EquivalentTo(expected.Keys));
        foreach (JsonObject found in rendered.Objects)
        {
            JsonNode made = expected[Rendering.Id(found)];
            if (Rendering.Id(found).StartsWith("ValidatingAdmissionPolicy", StringComparison.Ordinal))
            {
                // kubectl's kustomize does not know that these are in no namespace.
                made["metadata"]!.AsObject().Remove("namespace");
            }

            Assert.That(WithoutHelm(found).ToJsonString(), Is.EqualTo(Sorted(made).ToJsonString()), Rendering.Id(found));
        }
    }

    [Test]
    public async Task Name_that_YAML_would_take_for_a_number_stays_a_name()
    {
        Rendering rendered = await Renderer.RenderAsync(
            new RenderRequest { Release = "1e3", Namespace = "1234", Values = ["hosts: [{name: '123', node: '0x1'}]"], APIVersions = [KvmHosts] });

        Assert.That(rendered.Objects.Concat(rendered.Hooks).SelectMany(ShippedSchemas.Faults), Is.Empty);
        Assert.That(rendered.Objects.Select(found => (string?)found["metadata"]!["namespace"]).Distinct(), Is.EquivalentTo(new[] { "1234", null }));
    }

    [Test]
    public async Task Definitions_and_hosts_outlive_the_release_and_nothing_else()
    {
        Rendering rendered = await Renderer.RenderAsync(new RenderRequest { Values = [Chart.ValuesOf("hosts")], APIVersions = [KvmHosts] });

        Assert.That(
            rendered.Objects.Where(Rendering.IsKept).Select(Rendering.Id),
            Is.EquivalentTo(rendered.Of("CustomResourceDefinition").Select(Rendering.Id).Concat(OfHosts("kvm1", "kvm2.lab").Select(made => Rendering.Id(made.Fields)))));
        Assert.That(rendered.Of("CustomResourceDefinition").Count(), Is.EqualTo(3));
    }

    [TestCase("lustre-operator", "kvm1")]
    [TestCase("lab", "kvm2.lab")]
    [TestCase("lab", "123")]
    public async Task Identity_of_a_host_is_that_of_the_plugin(string inNamespace, string host)
    {
        Rendering without = await Renderer.RenderAsync(new RenderRequest { Namespace = inNamespace });
        Rendering with = await Renderer.RenderAsync(
            new RenderRequest { Namespace = inNamespace, Values = [$"hosts: [{{name: '{host}'}}]"], APIVersions = [KvmHosts] });

        JsonObject[] made = [.. with.Objects.Where(found => without.Objects.All(other => Rendering.Id(other) != Rendering.Id(found)))];
        Assert.That(
            made.Select(found => WithoutHelm(found).ToJsonString()),
            Is.EqualTo(HostObjects.Of(new HostIdentity(host, inNamespace)).Select(expected => WithoutHelm(expected.Fields).ToJsonString())));
    }

    [Test]
    public async Task No_secret_is_rendered_whatever_is_switched_on()
    {
        Rendering rendered = await Renderer.RenderAsync(
            new RenderRequest { Values = [Chart.ValuesOf("switches"), Chart.ValuesOf("hosts")], APIVersions = [KvmHosts] });

        Assert.That(rendered.Objects.Concat(rendered.Hooks).Select(found => (string?)found["kind"]), Has.None.EqualTo("Secret"));
        Assert.That(rendered.Of("ServiceAccount").Select(account => account["secrets"]), Is.All.Null);
    }

    [Test]
    public async Task Host_waits_for_its_definition_and_its_identity_does_not()
    {
        Rendering rendered = await Renderer.RenderAsync(new RenderRequest { Values = ["hosts: [{name: kvm1}]"] });

        Assert.That(rendered.Of("KvmHost"), Is.Empty);
        Assert.That(rendered.Objects.Select(Rendering.Id), Has.Member("ServiceAccount/lustre-agent-kvm1"));
        Assert.That(rendered.Notes, Does.Contain("helm upgrade lustre-operator"));
    }

    [TestCase(null, 0, TestName = "Host_that_an_administrator_made_is_left_to_them")]
    [TestCase("another", 0, TestName = "Host_of_another_release_is_left_to_it")]
    [TestCase("lustre-operator", 1, TestName = "Host_of_this_release_stays_in_it")]
    public async Task Host_that_is_there(string? release, int rendered)
    {
        JsonObject there = JsonNode.Parse(
            """{"apiVersion":"lustre-operator.dev/v1alpha1","kind":"KvmHost","metadata":{"name":"kvm1","annotations":{}},"spec":{}}""")!.AsObject();
        if (release is not null)
        {
            there["metadata"]!["annotations"]!["meta.helm.sh/release-name"] = release;
        }

        Rendering again = await Renderer.RenderAsync(
            new RenderRequest { Values = ["hosts: [{name: kvm1}]"], APIVersions = [KvmHosts], Objects = [there], IsUpgrade = true });

        Assert.That(again.Of("KvmHost").Count(), Is.EqualTo(rendered));
    }

    [TestCase("hosts: [{name: kvm1}, {name: kvm1, node: a}]", "kvm1 is named twice")]
    [TestCase("hosts: [{name: kvm1, node: a}, {name: kvm2, node: a}]", "kvm1 and kvm2 are both on node a")]
    public async Task Hosts_that_contradict_each_other_are_refused(string values, string why)
    {
        CommandResult refused = await Renderer.TryRenderAsync(new RenderRequest { Values = [values] });

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Errors, Does.Contain(why));
    }

    [Test]
    public async Task Cluster_without_admission_policies_is_refused() =>
        Assert.That((await Renderer.TryRenderAsync(new RenderRequest { KubeVersion = "v1.29.15" })).Errors, Does.Contain("requires kubeVersion"));

    [Test]
    public async Task Distribution_of_the_oldest_version_is_taken() =>
        Assert.That((await Renderer.TryRenderAsync(new RenderRequest { KubeVersion = "v1.30.4-gke.100" })).ExitCode, Is.Zero);

    [Test]
    public async Task Operator_and_check_keep_to_the_restricted_PodSecurity()
    {
        Rendering rendered = await Renderer.RenderAsync(new RenderRequest { Values = [Chart.ValuesOf("switches")] });

        foreach (JsonNode pod in new[] { rendered.Single("Deployment/lustre-operator")["spec"]!["template"]!["spec"]!, rendered.Hooks.Single()["spec"]! })
        {
            Assert.That((bool?)pod["securityContext"]!["runAsNonRoot"], Is.True);
            Assert.That((string?)pod["securityContext"]!["seccompProfile"]!["type"], Is.EqualTo("RuntimeDefault"));
            Assert.That(new[] { pod["hostNetwork"], pod["hostPID"], pod["hostIPC"], pod["volumes"] }, Is.All.Null);
            JsonNode container = pod["containers"]!.AsArray().Single()!;
            Assert.That((bool?)container["securityContext"]!["allowPrivilegeEscalation"], Is.False);
            Assert.That((bool?)container["securityContext"]!["readOnlyRootFilesystem"], Is.True);
            Assert.That(container["securityContext"]!["capabilities"]!.ToJsonString(), Is.EqualTo("""{"drop":["ALL"]}"""));
        }
    }

    // The pod of an agent has no other identity than its host's, and can be nowhere else.
    [Test]
    public async Task Agent_on_a_node_is_its_host_and_on_that_node_alone()
    {
        JsonNode agent = (await Renderer.RenderAsync(new RenderRequest { Values = [Chart.ValuesOf("hosts")] })).Of("DaemonSet").Single();
        JsonNode pod = agent["spec"]!["template"]!["spec"]!;

        Assert.That((string?)pod["serviceAccountName"], Is.EqualTo(new HostIdentity("kvm2.lab", "").Agent));
        Assert.That(
            pod["affinity"]!["nodeAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]!.ToJsonString(),
            Is.EqualTo("""{"nodeSelectorTerms":[{"matchFields":[{"key":"metadata.name","operator":"In","values":["worker-2"]}]}]}"""));
        Assert.That(pod["containers"]![0]!["securityContext"]!["capabilities"]!.ToJsonString(), Is.EqualTo("""{"drop":["ALL"],"add":["SYS_PTRACE"]}"""));
    }

    // helm test runs what the operator's own command line knows.
    [Test]
    public async Task Check_is_a_test_of_the_release_under_the_operators_rights()
    {
        JsonObject check = (await Renderer.RenderAsync(new RenderRequest())).Hooks.Single();

        Assert.That((string?)check["metadata"]!["annotations"]!["helm.sh/hook"], Is.EqualTo("test"));
        Assert.That((string?)check["spec"]!["serviceAccountName"], Is.EqualTo("lustre-operator"));
        Assert.That(check["spec"]!["containers"]![0]!["args"]!.ToJsonString(), Is.EqualTo("""["--check"]"""));
    }

    private static IEnumerable<HostObject> OfHosts(params string[] hosts) => hosts.SelectMany(host => HostObjects.Of(new HostIdentity(host, "lustre-operator")));

    private static async Task<IReadOnlyList<JsonNode>> KustomizeAsync(string inNamespace)
    {
        string deploy = RepositoryRoot.File("deploy");
        string overlay = Directory.CreateTempSubdirectory("lustre-overlay-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(overlay, "kustomization.yaml"), $"""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: '{inNamespace}'
                resources: [{Path.GetRelativePath(overlay, deploy)}]
                """);
            string folder = inNamespace == "lustre-operator" ? deploy : overlay;
            return YamlFile.Parse((await Command.RunAsync("kubectl", ["kustomize", folder])).Succeeded());
        }
        finally
        {
            Directory.Delete(overlay, recursive: true);
        }
    }

    /// <summary>An object without what Helm, or whoever else manages it, puts on it, and its fields in the order of their names.</summary>
    private static JsonNode WithoutHelm(JsonNode found)
    {
        JsonObject plain = (JsonObject)found.DeepClone();
        JsonObject metadata = plain["metadata"]!.AsObject();
        foreach (string map in (string[])["labels", "annotations"])
        {
            JsonObject? entries = metadata[map]?.AsObject();
            foreach (string key in entries?.Select(entry => entry.Key).ToArray() ?? [])
            {
                if (key.StartsWith("helm.sh/", StringComparison.Ordinal)
                    || key is "app.kubernetes.io/instance" or "app.kubernetes.io/version" or "app.kubernetes.io/managed-by")
                {
                    entries!.Remove(key);
                }
            }

            if (entries is { Count: 0 })
            {
                metadata.Remove(map);
            }
        }

        return Sorted(plain);
    }

    private static JsonNode Sorted(JsonNode value) => value switch
    {
        JsonObject map => new JsonObject(map.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value is null ? null : Sorted(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Sorted(item))]),
        _ => value.DeepClone(),
    };
}
