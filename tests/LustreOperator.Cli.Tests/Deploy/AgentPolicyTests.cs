using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Hosts;

namespace LustreOperator.Cli.Tests.Deploy;

/// <summary>The admission policy cannot be evaluated here; what it is made of can be held to the names that the programs use.</summary>
internal sealed class AgentPolicyTests
{
    private static readonly string s_prefix = $"system:serviceaccount:{ApiNames.SystemNamespace}:{new HostIdentity("", "").Agent}";

    private static IEnumerable<JsonNode> Policies =>
        Manifests.Of("agent-policy.yaml").Where(document => (string?)document["kind"] == "ValidatingAdmissionPolicy");

    [Test]
    public void Everything_that_an_agent_may_write_is_under_a_policy() =>
        Assert.That(
            Policies.SelectMany(policy => policy["spec"]!["matchConstraints"]!["resourceRules"]!.AsArray()).SelectMany(rule => Manifests.Strings(rule!["resources"])),
            Is.EquivalentTo(new[] { "lustremachines", "lustremachines/*", "kvmhosts", "kvmhosts/*", "leases" }));

    [Test]
    public void Policy_fails_closed_and_denies()
    {
        foreach (JsonNode policy in Policies)
        {
            JsonNode binding = Manifests.Single("ValidatingAdmissionPolicyBinding", (string)policy["metadata"]!["name"]!);
            Assert.That((string?)policy["spec"]!["failurePolicy"], Is.EqualTo("Fail"));
            Assert.That((string?)binding["spec"]!["policyName"], Is.EqualTo((string?)policy["metadata"]!["name"]));
            Assert.That(Manifests.Strings(binding["spec"]!["validationActions"]), Is.EqualTo(new[] { "Deny" }));
        }
    }

    [Test]
    public void Policy_looks_at_agents_alone_and_takes_the_host_from_their_name()
    {
        foreach (JsonNode policy in Policies)
        {
            JsonNode condition = policy["spec"]!["matchConditions"]!.AsArray().Single()!;
            JsonNode variable = policy["spec"]!["variables"]!.AsArray().Single()!;
            Assert.That((string?)condition["expression"], Is.EqualTo($"request.userInfo.username.startsWith('{s_prefix}')"));
            Assert.That((string?)variable["name"], Is.EqualTo("host"));
            Assert.That((string?)variable["expression"], Is.EqualTo($"request.userInfo.username.replace('{s_prefix}', '')"));
        }
    }

    [Test]
    public void Machine_is_known_by_spec_and_by_label()
    {
        string text = Expressions("lustre-operator-agent-machines");

        Assert.That(text, Does.Contain("oldObject.spec.host == variables.host"));
        Assert.That(text, Does.Contain($"oldObject.metadata.labels['{ApiNames.HostLabel}'] == variables.host"));
        Assert.That(text, Does.Contain("request.subResource == 'status'"));
    }

    [Test]
    public void Lease_is_the_one_that_the_plugin_makes() =>
        Assert.That(
            Expressions("lustre-operator-agent-leases"),
            Does.Contain($"oldObject.metadata.name == '{ApiNames.HostLease("")}' + variables.host")
                .And.Contains($"oldObject.metadata.namespace == '{ApiNames.SystemNamespace}'"));

    [Test]
    public void Expression_closes_what_it_opens()
    {
        foreach (string expression in Policies.SelectMany(policy => policy["spec"]!["validations"]!.AsArray()).Select(rule => (string)rule!["expression"]!))
        {
            Assert.That(expression.Count(letter => letter == '('), Is.EqualTo(expression.Count(letter => letter == ')')), expression);
            Assert.That(expression.Count(letter => letter == '\'') % 2, Is.Zero, expression);
            Assert.That(expression, Does.Not.Contain("\n"));
        }
    }

    [Test]
    public void Refusal_says_why() =>
        Assert.That(
            Policies.SelectMany(policy => policy["spec"]!["validations"]!.AsArray()).Select(rule => (string?)rule!["message"]),
            Is.All.StartWith("an agent "));

    private static string Expressions(string policy) => string.Join(
        '\n', Manifests.Single("ValidatingAdmissionPolicy", policy)["spec"]!["validations"]!.AsArray().Select(rule => (string?)rule!["expression"]));
}
