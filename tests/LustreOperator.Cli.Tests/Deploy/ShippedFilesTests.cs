using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LustreOperator.TestKit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LustreOperator.Cli.Tests.Deploy;

/// <summary>Every YAML file that we ship, against the schemas of the kinds in it, as strictly as <c>kubectl apply</c> asks the API server to be.</summary>
internal sealed partial class ShippedFilesTests
{
    private static IEnumerable<string> Files() =>
        new[] { "crds", "deploy" }
            .SelectMany(folder => Directory.GetFiles(RepositoryRoot.File(folder), "*.yaml", SearchOption.AllDirectories))
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .Select(file => Path.GetRelativePath(RepositoryRoot.File("."), file))
            .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public void Shipped_object_has_known_fields_with_values_of_their_kind(string file) =>
        Assert.That(YamlFile.Read(RepositoryRoot.File(file)).SelectMany(ShippedSchemas.Faults), Is.Empty);

    [TestCaseSource(nameof(Files))]
    public void Plain_scalar_means_the_same_to_every_YAML_reader(string file)
    {
        using StreamReader reader = File.OpenText(RepositoryRoot.File(file));
        YamlStream stream = [];
        stream.Load(reader);

        Assert.That(
            stream.Documents.SelectMany(document => document.AllNodes).OfType<YamlScalarNode>()
                .Where(scalar => scalar.Style == ScalarStyle.Plain && ReadDifferently().IsMatch(scalar.Value ?? ""))
                .Select(scalar => $"line {scalar.Start.Line}: {scalar.Value}"),
            Is.Empty);
    }

    [Test]
    public void Comma_that_is_not_quoted_is_found()
    {
        JsonNode definition = YamlFile.Read(RepositoryRoot.File("crds", "lustreclusters.yaml")).Single();
        definition["spec"]!["versions"]![0]!["additionalPrinterColumns"]![1]!["of those that should"] = null;

        Assert.That(ShippedSchemas.Faults(definition), Is.EqualTo(new[] { ".spec.versions[0].additionalPrinterColumns[1].of those that should: unknown field" }));
    }

    [TestCase("spec: {machines: [{name: a, roles: [MDS], cpus: {count: 1}}]}", ".spec.machines[0].cpus: unknown field")]
    [TestCase("spec: {machines: [{name: a, roles: [Mds]}]}", ".spec.machines[0].roles[0]: Mds is none of")]
    [TestCase("spec: {machines: [{name: a, roles: [MDS], count: many}]}", ".spec.machines[0].count: many is no integer")]
    [TestCase("spec: {}", ".spec.machines: is missing")]
    public void Wrong_cluster_is_found(string spec, string fault)
    {
        using ScratchFolder folder = new();
        File.WriteAllText(folder.File("cluster.yaml"), "apiVersion: lustre-operator.dev/v1alpha1\nkind: LustreCluster\nmetadata: {name: a}\n" + spec);

        Assert.That(ShippedSchemas.Faults(YamlFile.Read(folder.File("cluster.yaml")).Single()), Has.Some.StartWith(fault));
    }

    // YAML 1.1's booleans, octals and timestamps: kubectl reads them otherwise than a reader of YAML 1.2.
    [GeneratedRegex(@"^(y|n|yes|no|on|off|0[0-7]+|0o[0-7]+|\d{4}-\d{2}-\d{2}.*)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ReadDifferently();
}
