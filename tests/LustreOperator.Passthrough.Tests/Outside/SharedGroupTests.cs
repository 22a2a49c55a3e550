using System.Text.Json.Nodes;

namespace LustreOperator.Passthrough.Tests.Outside;

/// <summary>A card whose two functions the IOMMU cannot keep apart.</summary>
internal sealed class SharedGroupTests : HostTest
{
    private const string Networks = "[{name: ib, hca: {address: \"" + Card + "\"}}]";
    private const string Group = "networks: [ib]\n      memory: {size: 128Mi}\n      cpu: {count: 1}";

    protected override string HostSpec => $$"""{"groupSiblings":"Park","devices":[{"address":"{{Card}}","fabric":"ib-a"},{"address":"{{CardSibling}}","fabric":"ib-a"}]}""";

    [Test]
    public async Task Sibling_is_parked_while_the_machine_runs_nobody_else_gets_it_and_it_comes_back()
    {
        await Apply(Cluster("first", Networks, Group));
        await WaitReady("first");
        (string? Card, string? Sibling) drivers = (await Lab.Driver(Card), await Lab.Driver(CardSibling));
        JsonNode status = (await Machine("first-oss-0"))["status"]!;
        await Apply(Cluster("second", "[{name: ib, hca: {fabric: ib-a}}]", Group));
        string waits = await UntilReason("lc", "second", "Placed", "DoesNotFit");

        await Lab.Kubectl(Namespace, "delete", "lc", "second");
        await Lab.Kubectl(Namespace, "patch", "lc", "first", "--type=json", "-p", """[{"op":"add","path":"/spec/machines/0/powerState","value":"Off"}]""");
        await NothingIsLeftBound();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(drivers, Is.EqualTo(("vfio-pci", "vfio-pci")));
            Assert.That(status["parkedDevices"]!.AsArray().Select(device => (string?)device), Is.EqualTo((string[])[CardSibling]));
            Assert.That((string?)(await Condition("lm", "first-oss-0", "Ready"))!["reason"], Is.EqualTo("PoweredOff"));
            Assert.That(await UntilEvent("DeviceParked"), Does.Contain(CardSibling));
            Assert.That(await UntilEvent("DeviceReturned"), Does.Contain(CardSibling));
            Assert.That(waits, Does.Contain("1 free HCA on fabric ib-a"));
        }
    }

    [Test]
    public async Task Admin_who_wants_no_sibling_parked_has_the_group_refused()
    {
        await Lab.SpecifyHost("""{"groupSiblings":"Refuse"}""");

        await Lab.UntilFunction(Card, function => ((string?)function["reason"])?.EndsWith("KvmHost.spec.groupSiblings is Refuse", StringComparison.Ordinal) == true, "is refused by policy");
    }
}
