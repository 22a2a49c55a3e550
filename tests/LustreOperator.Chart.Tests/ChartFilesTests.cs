using System.Text.Json.Nodes;
using System.Xml.Linq;
using LustreOperator.TestKit;

namespace LustreOperator.Chart.Tests;

/// <summary>What the chart carries and says of itself.</summary>
internal sealed class ChartFilesTests
{
    private static readonly string[] s_carried = ["rbac-operator.yaml", "rbac-agent.yaml", "rbac-users.yaml", "agent-policy.yaml"];

    [Test]
    public void Carried_file_is_that_of_crds_and_deploy()
    {
        Dictionary<string, string> sources = Directory.GetFiles(RepositoryRoot.File("crds"), "*.yaml").ToDictionary(file => $"crds/{Path.GetFileName(file)}")
            .Concat(s_carried.Select(file => KeyValuePair.Create(file, RepositoryRoot.File("deploy", file)))).ToDictionary();
        string[] carried = Directory.GetFiles(Chart.File("files"), "*", SearchOption.AllDirectories);

        Assert.That(carried.Select(file => Path.GetRelativePath(Chart.File("files"), file)), Is.EquivalentTo(sources.Keys), "bash charts/sync.sh brings them");
        Assert.That(
            sources.Where(source => File.ReadAllText(source.Value) != File.ReadAllText(Chart.File("files", source.Key))).Select(source => source.Key),
            Is.Empty, "bash charts/sync.sh brings them");
    }

    [Test]
    public void Version_is_the_products()
    {
        string version = XDocument.Load(RepositoryRoot.File("Directory.Build.props")).Descendants("Version").Single().Value;
        JsonNode deployment = YamlFile.Read(RepositoryRoot.File("deploy", "operator.yaml")).Single();

        Assert.That((string?)Chart.Metadata["version"], Is.EqualTo(version));
        Assert.That((string?)Chart.Metadata["appVersion"], Is.EqualTo(version));
        Assert.That((string?)Chart.Values()["image"], Is.EqualTo($"lustre-operator:{version}")
            .And.EqualTo((string?)deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]));
        Assert.That((string?)Chart.Values()["agents"]!["image"], Is.EqualTo($"lustre-agent:{version}"));
        Assert.That(
            Chart.Annotation("images").AsArray().Select(image => (string?)image!["image"]),
            Is.EqualTo(new[] { (string?)Chart.Values()["image"], (string?)Chart.Values()["agents"]!["image"] }));
    }

    [Test]
    public void Artifact_Hub_is_told_of_every_definition()
    {
        IEnumerable<string> definitions = Directory.GetFiles(RepositoryRoot.File("crds"), "*.yaml").SelectMany(YamlFile.Read).Select(definition =>
            $"{definition["metadata"]!["name"]} {definition["spec"]!["names"]!["kind"]} {definition["spec"]!["versions"]![0]!["name"]}");

        Assert.That(Chart.Annotation("crds").AsArray().Select(told => $"{told!["name"]} {told["kind"]} {told["version"]}"), Is.EquivalentTo(definitions));
    }

    [Test]
    public void Example_for_Artifact_Hub_is_one_that_a_cluster_takes() =>
        Assert.That(Chart.Annotation("crdsExamples").AsArray().SelectMany(example => ShippedSchemas.Faults(example!)), Is.Empty);

    [Test]
    public void Value_is_told_of() => Assert.That(ValuesTable.Untold(), Is.Empty);

    [Test]
    public void Readme_has_the_table_of_values() =>
        Golden.Match(ValuesTable.Into(File.ReadAllText(Chart.File("README.md"))), Path.GetRelativePath(Here(), Chart.File("README.md")));

    private static string Here() => RepositoryRoot.File("tests", "LustreOperator.Chart.Tests");
}
