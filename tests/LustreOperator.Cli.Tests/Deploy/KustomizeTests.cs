using System.Diagnostics;
using System.Text.Json.Nodes;
using LustreOperator.TestKit;

namespace LustreOperator.Cli.Tests.Deploy;

[Category("integration")]
internal sealed class KustomizeTests
{
    [Test]
    public async Task Kubectl_builds_definitions_and_manifests_together()
    {
        using ScratchFolder folder = new();
        await File.WriteAllTextAsync(folder.File("all.yaml"), await KubectlAsync("kustomize", RepositoryRoot.File("deploy")));

        Assert.That(
            YamlFile.Read(folder.File("all.yaml")).Select(Manifests.Id),
            Is.EquivalentTo(Manifests.All.Select(Manifests.Id).Concat(
            [
                "CustomResourceDefinition/kvmhosts.lustre-operator.dev",
                "CustomResourceDefinition/lustreclusters.lustre-operator.dev",
                "CustomResourceDefinition/lustremachines.lustre-operator.dev",
            ])));
    }

    // No namespace of deploy/ is left in it: not in a policy, not in an argument, not in a subject.
    [Test]
    public async Task Overlay_with_another_namespace_moves_everything()
    {
        using ScratchFolder folder = new();
        await File.WriteAllTextAsync(folder.File("kustomization.yaml"), $"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: lab
            resources: [{Path.GetRelativePath(folder.Path, RepositoryRoot.File("deploy"))}]
            """);

        await File.WriteAllTextAsync(folder.File("all.yaml"), await KubectlAsync("kustomize", folder.Path));

        IReadOnlyList<JsonNode> moved = YamlFile.Read(folder.File("all.yaml"));
        Assert.That(moved.Where(document => (string?)document["kind"] == "Namespace").Select(Manifests.Id), Is.EqualTo(new[] { "Namespace/lab" }));
        Assert.That(moved.SelectMany(document => document["subjects"]?.AsArray() ?? []).Select(subject => (string?)subject!["namespace"]), Is.All.EqualTo("lab"));
        Assert.That(moved.Select(document => (string?)document["metadata"]!["namespace"]).Distinct(), Is.SubsetOf(new[] { "lab", null }));
        Assert.That(await File.ReadAllTextAsync(folder.File("all.yaml")), Does.Not.Match(@"namespace: lustre-operator|serviceaccount:lustre-operator|--namespace"));
    }

    private static async Task<string> KubectlAsync(params string[] arguments)
    {
        using Process kubectl = Process.Start(new ProcessStartInfo("kubectl", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = kubectl.StandardOutput.ReadToEndAsync();
        Task<string> error = kubectl.StandardError.ReadToEndAsync();
        await Eventually.Completes(kubectl.WaitForExitAsync(), TimeSpan.FromMinutes(1));
        Assert.That(kubectl.ExitCode, Is.Zero, await error);
        return await output;
    }
}
