using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Hosts;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Deploy;

internal sealed class ManifestTests
{
    [Test]
    public void Manifest_says_what_it_is([ValueSource(typeof(Manifests), nameof(Manifests.Files))] string file)
    {
        Assert.That(Manifests.Of(file), Is.Not.Empty);
        foreach (JsonNode document in Manifests.Of(file))
        {
            Assert.That((string?)document["apiVersion"], Is.Not.Empty);
            Assert.That((string?)document["kind"], Is.Not.Empty);
            Assert.That((string?)document["metadata"]!["name"], Is.Not.Empty);
            Assert.That((string?)document["metadata"]!["labels"]!["app.kubernetes.io/part-of"], Is.EqualTo("lustre-operator"));
        }
    }

    [Test]
    public void Object_is_there_once() => Assert.That(Manifests.All.Select(Manifests.Id), Is.Unique);

    [Test]
    public void Namespace_is_the_one_that_the_programs_know()
    {
        Assert.That(Manifests.Single("Namespace", ApiNames.SystemNamespace), Is.Not.Null);
        Assert.That(
            Manifests.All.Select(document => (string?)document["metadata"]!["namespace"]).Where(name => name is not null),
            Is.All.EqualTo(ApiNames.SystemNamespace));
    }

    [Test]
    public void Kustomization_names_every_manifest_and_the_only_copy_of_the_definitions()
    {
        JsonNode deploy = YamlFile.Read(RepositoryRoot.File("deploy", "kustomization.yaml")).Single();
        JsonNode crds = YamlFile.Read(RepositoryRoot.File("crds", "Kustomization")).Single();

        Assert.That(Manifests.Strings(deploy["resources"]), Is.EquivalentTo(Manifests.Files.Append("../crds")));
        Assert.That(
            Manifests.Strings(crds["resources"]),
            Is.EquivalentTo(Directory.GetFiles(RepositoryRoot.File("crds"), "*.yaml").Select(file => Path.GetFileName(file))));
        Assert.That(Manifests.All.Select(document => (string?)document["kind"]), Has.None.EqualTo("CustomResourceDefinition"));
    }

    [Test]
    public void Role_that_the_plugin_binds_agents_to_is_there() =>
        Assert.That(Manifests.Single("ClusterRole", HostIdentity.SharedRole), Is.Not.Null);

    [Test]
    public void Operator_runs_without_privileges()
    {
        JsonNode pod = Manifests.Single("Deployment", "lustre-operator")["spec"]!["template"]!["spec"]!;
        JsonNode container = pod["containers"]!.AsArray().Single()!;

        Assert.That((bool?)pod["securityContext"]!["runAsNonRoot"], Is.True);
        Assert.That((string?)pod["securityContext"]!["seccompProfile"]!["type"], Is.EqualTo("RuntimeDefault"));
        Assert.That((bool?)container["securityContext"]!["allowPrivilegeEscalation"], Is.False);
        Assert.That((bool?)container["securityContext"]!["readOnlyRootFilesystem"], Is.True);
        Assert.That(Manifests.Strings(container["securityContext"]!["capabilities"]!["drop"]), Is.EqualTo(new[] { "ALL" }));
        Assert.That(container["resources"]!["limits"]!["memory"], Is.Not.Null);
    }

    // An overlay changes metadata.namespace and no argument.
    [Test]
    public void Operator_looks_at_the_Leases_of_the_namespace_that_it_is_in()
    {
        JsonNode container = Manifests.Single("Deployment", "lustre-operator")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        JsonNode variable = container["env"]!.AsArray().Single(variable => (string?)variable!["name"] == "LUSTRE_OPERATOR_NAMESPACE")!;

        Assert.That((string?)variable["valueFrom"]!["fieldRef"]!["fieldPath"], Is.EqualTo("metadata.namespace"));
    }

    [Test]
    public void Operator_is_probed_where_it_listens()
    {
        JsonNode container = Manifests.Single("Deployment", "lustre-operator")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        JsonNode port = container["ports"]!.AsArray().Single()!;

        Assert.That(Manifests.Strings(container["args"]), Is.EqualTo(new[] { "--health-port", "8081" }));
        Assert.That((long?)port["containerPort"], Is.EqualTo(8081));
        Assert.That((string?)container["livenessProbe"]!["httpGet"]!["path"], Is.EqualTo("/healthz"));
        Assert.That((string?)container["readinessProbe"]!["httpGet"]!["path"], Is.EqualTo("/readyz"));
        Assert.That(
            new[] { container["livenessProbe"]!, container["readinessProbe"]! }.Select(probe => (string?)probe["httpGet"]!["port"]),
            Is.All.EqualTo((string?)port["name"]));
    }
}
