using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.TestKit;

namespace LustreOperator.Operator.Tests;

/// <summary>What `--check` holds an installation to, against what is shipped.</summary>
internal sealed class CheckRulesTests
{
    private const string Machines = "lustre-operator-agent-machines";
    private const string MachineEvents = "lustre-operator-agent-machine-events";

    [Test]
    public void Rights_are_the_rules_of_the_operators_roles()
    {
        IEnumerable<string> shipped =
            from role in YamlFile.Read(RepositoryRoot.File("deploy", "rbac-operator.yaml"))
            where (string?)role["kind"] is "Role" or "ClusterRole"
            from rule in role["rules"]!.AsArray()
            select $"{(string?)role["kind"] == "Role"} {Text(rule!["apiGroups"])} {Text(rule["resources"])} {Text(rule["verbs"])} {Text(rule["resourceNames"])}";

        Assert.That(
            OperatorRights.Rules.Select(rule =>
                $"{rule.IsOwnNamespace} {rule.Group} {string.Join(',', rule.Resources)} {string.Join(',', rule.Verbs)} {string.Join(',', rule.Names)}"),
            Is.EqualTo(shipped));
    }

    [Test]
    public void Right_is_asked_for_as_the_API_server_knows_it()
    {
        Right[] rights = [.. OperatorRights.In("lab")];

        Assert.That(rights.Select(right => right.Words), Has.Member("update lustreclusters/finalizers.lustre-operator.dev")
            .And.Member("update leases.coordination.k8s.io lustre-operator-leader in lab").And.Member("create events"));
        Assert.That(
            rights.Single(right => right.Resource == "kvmhosts/status").Review()["spec"]!["resourceAttributes"]!.ToJsonString(),
            Is.EqualTo("""{"group":"lustre-operator.dev","resource":"kvmhosts","subresource":"status","verb":"patch","name":"","namespace":""}"""));
    }

    [Test]
    public void Policies_are_the_shipped_ones() =>
        Assert.That(
            AgentPolicy.Policies,
            Is.EquivalentTo(Shipped("ValidatingAdmissionPolicy")
                .ToDictionary(policy => policy.Key, policy => (string)policy.Value["spec"]!["matchConditions"]![0]!["expression"]!)));

    [Test]
    public void Shipped_policies_hold()
    {
        CheckResult result = AgentPolicy.Judge(Shipped("ValidatingAdmissionPolicy"), Shipped("ValidatingAdmissionPolicyBinding"));

        Assert.That(result.Faults.Concat(result.Notes), Is.Empty);
    }

    [TestCase("failurePolicy", "Ignore", "lets through what it cannot judge")]
    [TestCase("matchConditions", null, "looks at other requests")]
    public void Policy_that_was_loosened_is_a_fault(string field, string? value, string fault)
    {
        Dictionary<string, JsonNode> policies = Shipped("ValidatingAdmissionPolicy");
        policies[Machines]["spec"]![field] = value;

        Assert.That(AgentPolicy.Judge(policies, Shipped("ValidatingAdmissionPolicyBinding")).Faults.Single(), Does.Contain(Machines).And.Contains(fault));
    }

    [Test]
    public void Policy_that_does_not_compile_is_a_fault()
    {
        Dictionary<string, JsonNode> policies = Shipped("ValidatingAdmissionPolicy");
        policies[Machines]["status"] = JsonNode.Parse(
            """{"typeChecking":{"expressionWarnings":[{"fieldRef":"spec.validations[0].expression","warning":"undefined field"}]}}""");

        Assert.That(AgentPolicy.Judge(policies, Shipped("ValidatingAdmissionPolicyBinding")).Faults.Single(), Does.Contain("undefined field"));
    }

    [TestCase("validationActions", """["Audit"]""", "denies nothing")]
    [TestCase("policyName", "\"another\"", "is of another")]
    public void Binding_that_binds_nothing_is_a_fault(string field, string value, string fault)
    {
        Dictionary<string, JsonNode> bindings = Shipped("ValidatingAdmissionPolicyBinding");
        bindings[Machines]["spec"]![field] = JsonNode.Parse(value);

        Assert.That(AgentPolicy.Judge(Shipped("ValidatingAdmissionPolicy"), bindings).Faults.Single(), Does.Contain(fault));
    }

    [Test]
    public void Missing_policy_and_missing_binding_are_faults()
    {
        Dictionary<string, JsonNode> policies = Shipped("ValidatingAdmissionPolicy");
        Dictionary<string, JsonNode> bindings = Shipped("ValidatingAdmissionPolicyBinding");
        policies.Remove(Machines);
        bindings.Remove(Machines);

        Assert.That(
            AgentPolicy.Judge(policies, bindings).Faults.Select(fault => fault.Split(';')[0]),
            Is.EqualTo(new[] { $"there is no ValidatingAdmissionPolicy {Machines}", $"there is no ValidatingAdmissionPolicyBinding {Machines}" }));
    }

    // deploy/README.md offers it to labs of many machines.
    [Test]
    public void Binding_that_a_lab_may_do_without_is_noted_and_no_fault()
    {
        Dictionary<string, JsonNode> bindings = Shipped("ValidatingAdmissionPolicyBinding");
        bindings.Remove(MachineEvents);

        CheckResult result = AgentPolicy.Judge(Shipped("ValidatingAdmissionPolicy"), bindings);

        Assert.That(result.Faults, Is.Empty);
        Assert.That(result.Lines.Last(), Does.StartWith($"note    policies: {MachineEvents} is not bound"));
    }

    [Test]
    public void Shipped_definitions_have_every_field() => Assert.That(DefinitionCheck.Judge(OpenApi()).Faults, Is.Empty);

    [Test]
    public void Definition_that_lacks_a_field_is_a_fault_that_names_it()
    {
        JsonObject openApi = OpenApi();
        Properties(openApi, "KvmHost", "spec").Remove("groupSiblings");
        Properties(openApi, "KvmHost", "status")["devices"]!["items"]!["properties"]!.AsObject().Remove("rdma");

        Assert.That(DefinitionCheck.Judge(openApi).Faults.Single(), Does.StartWith("KvmHost has no spec.groupSiblings, status.devices[].rdma; "));
    }

    [Test]
    public void Definition_with_more_fields_is_fine()
    {
        JsonObject openApi = OpenApi();
        Properties(openApi, "LustreCluster", "spec")["ofALaterVersion"] = new JsonObject { ["type"] = "string" };

        Assert.That(DefinitionCheck.Judge(openApi).Faults, Is.Empty);
    }

    [Test]
    public void Group_that_is_not_served_is_a_fault_for_each_kind() =>
        Assert.That(
            DefinitionCheck.Judge(null).Faults.Select(fault => fault.Split(' ')[0]),
            Is.EqualTo(new[] { LustreCluster.KindName, LustreMachine.KindName, KvmHost.KindName }));

    private static string Text(JsonNode? list) => string.Join(',', (list as JsonArray ?? []).Select(item => (string?)item));

    private static Dictionary<string, JsonNode> Shipped(string kind) => YamlFile.Read(RepositoryRoot.File("deploy", "agent-policy.yaml"))
        .Where(document => (string?)document["kind"] == kind).ToDictionary(document => (string)document["metadata"]!["name"]!);

    private static JsonObject Properties(JsonNode openApi, string kind, string part) =>
        openApi["components"]!["schemas"]![kind]!["properties"]![part]!["properties"]!.AsObject();

    /// <summary>As an API server tells of crds/.</summary>
    private static JsonObject OpenApi()
    {
        JsonObject schemas = [];
        foreach (JsonNode definition in Directory.GetFiles(RepositoryRoot.File("crds"), "*.yaml").SelectMany(YamlFile.Read))
        {
            string kind = (string)definition["spec"]!["names"]!["kind"]!;
            JsonNode version = definition["spec"]!["versions"]![0]!;
            JsonNode schema = version["schema"]!["openAPIV3Schema"]!.DeepClone();
            schema["x-kubernetes-group-version-kind"] = new JsonArray(
                new JsonObject { ["group"] = (string)definition["spec"]!["group"]!, ["version"] = (string)version["name"]!, ["kind"] = kind });
            schemas[kind] = schema;
        }

        return new JsonObject { ["components"] = new JsonObject { ["schemas"] = schemas } };
    }
}
