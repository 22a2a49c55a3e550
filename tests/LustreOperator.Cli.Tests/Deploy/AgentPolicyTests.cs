using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LustreOperator.Api;
using LustreOperator.Cli.Hosts;

namespace LustreOperator.Cli.Tests.Deploy;

/// <summary>The admission policy cannot be evaluated here; what it is made of can be held to the names that the programs use.</summary>
internal sealed partial class AgentPolicyTests
{
    private const string ByAnAgent = "request.userInfo.username.matches('^system:serviceaccount:[^:]+:lustre-agent-')";

    private static IReadOnlyList<JsonNode> Policies { get; } =
        [.. Manifests.Of("agent-policy.yaml").Where(document => (string?)document["kind"] == "ValidatingAdmissionPolicy")];

    // The one that is about who gets the role looks at everybody.
    private static IEnumerable<JsonNode> OfAgents => Policies.Where(policy => (string?)policy["metadata"]!["name"] != "lustre-operator-agent-identities");

    [Test]
    public void Everything_that_an_agent_may_write_is_under_a_policy() =>
        Assert.That(
            Policies.SelectMany(policy => policy["spec"]!["matchConstraints"]!["resourceRules"]!.AsArray()).SelectMany(rule => Manifests.Strings(rule!["resources"])).Distinct(),
            Is.EquivalentTo(new[] { "lustremachines", "lustremachines/*", "kvmhosts", "kvmhosts/*", "leases", "events", "clusterrolebindings", "rolebindings" }));

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
    public void Policy_looks_at_the_agents_of_every_namespace()
    {
        foreach (JsonNode policy in OfAgents)
        {
            Assert.That((string?)policy["spec"]!["matchConditions"]![0]!["expression"], Is.EqualTo(ByAnAgent));
        }
    }

    // An overlay with another namespace changes no text in an expression.
    [Test]
    public void Policy_names_no_namespace() => Assert.That(Manifests.Text("agent-policy.yaml"), Does.Not.Contain($"serviceaccount:{ApiNames.SystemNamespace}"));

    [Test]
    public void Machine_is_known_by_spec_and_by_label()
    {
        string text = Expressions("lustre-operator-agent-machines");

        Assert.That(text, Does.Contain(OwnHost("oldObject.spec.host")).And.Contains(OwnHost($"oldObject.metadata.labels['{ApiNames.HostLabel}']")));
        Assert.That(text, Does.Contain("request.subResource == 'status'"));
    }

    [Test]
    public void Lease_is_the_one_that_the_plugin_makes_beside_the_agent()
    {
        string text = Expressions("lustre-operator-agent-leases");
        JsonObject lease = HostObjects.Of(new HostIdentity("kvm1", "lab")).Single(made => made.Kind.Kind == "Lease").Fields;

        Assert.That(text, Does.Contain($"oldObject.metadata.name == '{ApiNames.HostLease("")}' + oldObject.metadata.labels['{ApiNames.HostLabel}']"));
        Assert.That(text, Does.Contain("'system:serviceaccount:' + oldObject.metadata.namespace + ':lustre-agent-' + oldObject.metadata.labels"));
        Assert.That((string?)lease["metadata"]!["labels"]![ApiNames.HostLabel], Is.EqualTo("kvm1"));
    }

    [Test]
    public void Event_is_in_the_agents_name_and_about_what_is_its_own()
    {
        Assert.That(
            Expressions("lustre-operator-agent-events"),
            Does.Contain(OwnHost("object.reportingInstance")).And.Contains(OwnHost("oldObject.reportingInstance")).And.Contains(OwnHost("object.involvedObject.name")));
        Assert.That(Expressions("lustre-operator-agent-machine-events"), Does.Contain(OwnHost("params.spec.host")));
    }

    // An API server gathers a policy's parameters before it looks at its conditions, and refuses the request where there are none.
    [Test]
    public void Policy_with_parameters_selects_only_what_agents_must_label()
    {
        JsonNode[] withParameters = [.. Policies.Where(policy => policy["spec"]!["paramKind"] is not null)];

        Assert.That(withParameters.Select(policy => policy["spec"]!["matchConstraints"]!["objectSelector"]!.ToJsonString()), Is.EqualTo(
            new[] { $$"""{"matchExpressions":[{"key":"{{ApiNames.HostLabel}}","operator":"Exists"}]}""" }));
        Assert.That(Expressions("lustre-operator-agent-events"), Does.Contain(OwnHost($"object.metadata.labels['{ApiNames.HostLabel}']")));
    }

    // No strings extension: what evaluates the policies elsewhere need know the language alone.
    [Test]
    public void Expression_calls_functions_of_plain_CEL_alone()
    {
        IEnumerable<string> expressions = Policies.SelectMany(policy =>
            policy["spec"]!["matchConditions"]!.AsArray().Concat(policy["spec"]!["validations"]!.AsArray())).Select(rule => (string)rule!["expression"]!);

        Assert.That(
            expressions.SelectMany(expression => Call().Matches(expression)).Select(match => match.Groups["name"].Value).Distinct(),
            Is.SubsetOf(new[] { "has", "matches", "startsWith", "endsWith", "all" }));
    }

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
            OfAgents.SelectMany(policy => policy["spec"]!["validations"]!.AsArray()).Select(rule => (string?)rule!["message"]),
            Is.All.StartWith("an agent "));

    private static string Expressions(string policy) => string.Join(
        '\n', Manifests.Single("ValidatingAdmissionPolicy", policy)["spec"]!["validations"]!.AsArray().Select(rule => (string?)rule!["expression"]));

    private static string OwnHost(string name) => $"request.userInfo.username.endsWith(':{new HostIdentity("", "").Agent}' + {name})";

    [GeneratedRegex(@"(?<name>[A-Za-z]+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();
}
