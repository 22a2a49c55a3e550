using System.Text.Json.Nodes;
using LustreOperator.Kubernetes;
using LustreOperator.TestKit;

namespace LustreOperator.Resources.Tests;

/// <summary>The table of kinds is that of crds/, and reads what does not fit all the same.</summary>
internal sealed class ApiResourcesTests
{
    private static readonly JsonObject s_metadata = new() { ["namespace"] = "qa", ["name"] = "a", ["uid"] = "u", ["resourceVersion"] = "7" };

    [Test]
    public void Kind_is_served_as_its_definition_says()
    {
        Assert.That(Facts(ApiResources.Clusters), Is.EqualTo(Defined("lustreclusters")));
        Assert.That(Facts(ApiResources.Machines), Is.EqualTo(Defined("lustremachines")));
        Assert.That(Facts(ApiResources.Hosts), Is.EqualTo(Defined("kvmhosts")));
    }

    [Test]
    public void Object_is_known_by_its_metadata()
    {
        ObjectIdentity identity = new("qa", "a", "u", "7");

        Assert.That(ApiResources.Clusters.Identify(ApiResources.Clusters.Read(Value())), Is.EqualTo(identity));
        Assert.That(ApiResources.Machines.Identify(ApiResources.Machines.Read(Value())), Is.EqualTo(identity));
        Assert.That(ApiResources.Hosts.Identify(ApiResources.Hosts.Read(Value())), Is.EqualTo(identity));
    }

    [Test]
    public void Object_of_which_a_field_does_not_fit_is_read_and_says_which()
    {
        Assert.That(ApiResources.Clusters.Read(Value(("updatePolicy", "Never"))).Unreadable, Does.Contain("spec.updatePolicy"));
        Assert.That(ApiResources.Machines.Read(Value(("powerState", "Half"))).Unreadable, Does.Contain("spec.powerState"));
        Assert.That(ApiResources.Hosts.Read(Value(("groupSiblings", "Some"))).Unreadable, Does.Contain("spec.groupSiblings"));
    }

    private static JsonObject Value(params (string Field, string Text)[] spec) => new()
    {
        ["metadata"] = s_metadata.DeepClone(),
        ["spec"] = new JsonObject(spec.Select(field => KeyValuePair.Create(field.Field, (JsonNode?)field.Text))),
    };

    private static (string Group, string Version, string Plural, string Kind, bool IsNamespaced) Facts<T>(ResourceKind<T> kind)
        where T : class => (kind.Group, kind.Version, kind.Plural, kind.Kind, kind.IsNamespaced);

    private static (string Group, string Version, string Plural, string Kind, bool IsNamespaced) Defined(string plural)
    {
        JsonNode spec = YamlFile.Read(RepositoryRoot.File("crds", $"{plural}.yaml")).Single()["spec"]!;
        return (
            (string)spec["group"]!, (string)spec["versions"]![0]!["name"]!, (string)spec["names"]!["plural"]!, (string)spec["names"]!["kind"]!,
            (string?)spec["scope"] == "Namespaced");
    }
}
