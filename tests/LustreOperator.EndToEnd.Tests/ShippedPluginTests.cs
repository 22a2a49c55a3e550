using System.Text.Json.Nodes;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>
/// The plugin as deploy/README.md says how to make it: native, so that code which nobody seems to call is gone, and in one file. The operator and the agents
/// are in it too.
/// </summary>
[Category("e2e")]
internal sealed class ShippedPluginTests
{
    private string _folder = string.Empty;
    private string _plugin = string.Empty;

    [OneTimeSetUp]
    public async Task Publish()
    {
        _folder = Directory.CreateTempSubdirectory("shipped-").FullName;
        _plugin = await Shipped.PluginAsync(_folder);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Cluster_becomes_Ready_and_is_planned_explained_and_drawn()
    {
        await using SimulatedLab lab = await SimulatedLab.StartAsync(plugin: _plugin);
        await lab.ApplyExample("default", "ha");
        await lab.WaitReady("default", "ha");

        JsonNode plan = JsonNode.Parse((await lab.Plugin("plan", "ha", "-o", "json")).Succeeded())!;
        Assert.That(plan["plans"]![0]!["create"]!.AsArray(), Is.Empty);
        Assert.That((await lab.Plugin("why", "ha-oss-0")).Succeeded(), Does.Match(@"kvm\d +chosen"));
        Assert.That((await lab.Plugin("hosts", "-o", "yaml")).Succeeded(), Does.Contain("name: kvm1"));
        Assert.That((await lab.Plugin("topology", "ha", "-o", "svg")).Succeeded(), Does.StartWith("<svg"));
        Assert.That((await lab.Plugin("host", "add", "kvm9", "--output", Path.Combine(_folder, "kvm9"))).Succeeded(), Does.Contain("kvm9"));
        Assert.That((await lab.Plugin("host", "remove", "kvm9")).Succeeded(), Does.Contain("kvmhost.lustre-operator.dev/kvm9 deleted"));
        Assert.That((await lab.Plugin("restart", "ha-oss-0", "--wait", "--timeout", "30m")).Succeeded(), Does.EndWith("ha-oss-0 has restarted\n"));
    }
}
