using System.Diagnostics;
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
