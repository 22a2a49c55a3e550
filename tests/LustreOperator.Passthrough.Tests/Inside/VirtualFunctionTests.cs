using System.Text.Json.Nodes;

namespace LustreOperator.Passthrough.Tests.Inside;

/// <summary>SR-IOV: the agent on the host makes virtual functions where the admin allows, and takes none from anybody.</summary>
internal sealed class VirtualFunctionTests : HostTest
{
    private const string Networks = "[{name: ib, hca: {fabric: vf, virtualFunction: true}}]";

    protected override string HostSpec => Spec(2);

    [TearDown]
    public async Task RemoveVirtualFunctions()
    {
        await Lab.SpecifyHost(Spec(0));
        await VirtualHostLab.Until(async () => await Count() == "0", "the virtual functions are gone");
        await Lab.Shell($"echo 1 >/sys/bus/pci/devices/{Nvme0}/sriov_drivers_autoprobe");
    }

    [Test]
    public async Task Each_machine_gets_a_virtual_function_of_its_own_and_none_is_taken_away_while_they_run()
    {
        await VirtualHostLab.Until(async () => await Count() == "2", "two virtual functions are made");
        await Apply(Cluster("vf", Networks, "count: 2\n      networks: [ib]\n      memory: {size: 128Mi}\n      cpu: {count: 1, pinning: Shared}"));
        await WaitReady("vf");
        string[] given = [.. await Task.WhenAll(Device("vf-oss-0"), Device("vf-oss-1"))];
        JsonNode physical = await Lab.Function(Nvme0);

        await Lab.SpecifyHost(Spec(3));
        string refusal = await UntilReason("kh", VirtualHostLab.Host, "VirtualFunctionsReady", "FunctionsInUse");
        string count = await Count();
        await Lab.Kubectl(Namespace, "delete", "lc", "vf");
        await VirtualHostLab.Until(async () => await Count() == "3", "the number changes when nobody has one");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(given, Is.EquivalentTo((string[])["0000:41:00.1", "0000:41:00.2"]));
            Assert.That((bool?)physical["offered"] ?? false, Is.False);
            Assert.That((string?)physical["reason"], Does.Contain("its SR-IOV virtual functions are offered in its place"));
            Assert.That(await Lab.Shell($"cat /sys/bus/pci/devices/{Nvme0}/sriov_drivers_autoprobe"), Is.EqualTo("0"));
            Assert.That(refusal, Does.Contain($"{Nvme0} has 2 of 3 virtual functions").And.Contain($"belongs to machine {Namespace}/vf-oss-0"));
            Assert.That(count, Is.EqualTo("2"));
        }
    }

    private static string Spec(int virtualFunctions) =>
        $$"""{"devices":[{"address":"{{Nvme0}}","fabric":"vf","virtualFunctions":{{virtualFunctions}}}]}""";

    private static Task<string> Count() => Lab.Shell($"cat /sys/bus/pci/devices/{Nvme0}/sriov_numvfs");

    private async Task<string> Device(string machine)
    {
        JsonNode devices = (await Machine(machine))["status"]!["devices"]!;
        string address = (string)devices.AsArray().Single()!;
        Assert.That(await Lab.Driver(address), Is.EqualTo("vfio-pci"));
        return address;
    }
}
