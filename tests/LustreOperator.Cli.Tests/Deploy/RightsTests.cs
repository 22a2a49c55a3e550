using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Deploy;

/// <summary>Every right that is given, against a list that a reviewer has read.</summary>
internal sealed class RightsTests
{
    [Test]
    public void Rights_are_those_of_the_reviewed_list()
    {
        StringBuilder text = new();
        foreach (JsonNode role in Manifests.All.Where(document => (string?)document["kind"] is "Role" or "ClusterRole"))
        {
            text.Append(Manifests.Id(role)).Append('\n');
            foreach (JsonNode? rule in role["rules"]!.AsArray())
            {
                text.Append("  ").Append(string.Join(' ', Manifests.Strings(rule!["resources"]))).Append(" (")
                    .Append(string.Join(' ', Manifests.Strings(rule["apiGroups"]))).Append("): ")
                    .Append(string.Join(' ', Manifests.Strings(rule["verbs"])))
                    .Append(rule["resourceNames"] is { } names ? $" of {string.Join(' ', Manifests.Strings(names))}" : "").Append('\n');
            }
        }

        Golden.Match(text.ToString(), "Golden/rights.txt");
    }

    [Test]
    public void Role_is_bound_to_its_own_service_account()
    {
        foreach (JsonNode binding in Manifests.All.Where(document => (string?)document["kind"] is "RoleBinding" or "ClusterRoleBinding"))
        {
            JsonNode subject = binding["subjects"]!.AsArray().Single()!;
            Assert.That((string?)subject["kind"], Is.EqualTo("ServiceAccount"));
            Assert.That(Manifests.Single("ServiceAccount", (string)subject["name"]!), Is.Not.Null);
            Assert.That(Manifests.Single((string)binding["roleRef"]!["kind"]!, (string)binding["roleRef"]!["name"]!), Is.Not.Null);
        }
    }

    [Test]
    public void Right_to_everything_is_given_to_nobody() =>
        Assert.That(
            Manifests.All.Where(document => document["rules"] is not null).SelectMany(role => role["rules"]!.AsArray()).SelectMany(rule =>
                Manifests.Strings(rule!["apiGroups"]).Concat(Manifests.Strings(rule["resources"])).Concat(Manifests.Strings(rule["verbs"]))),
            Has.None.Contains("*"));
}
