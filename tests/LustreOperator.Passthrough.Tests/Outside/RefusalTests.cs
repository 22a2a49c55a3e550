using System.Text.Json.Nodes;

namespace LustreOperator.Passthrough.Tests.Outside;

/// <summary>Each way in which a host can refuse what a machine was promised: told by a word of its own, with what to do, and nothing left half-bound.</summary>
internal sealed class RefusalTests : HostTest
{
    private const string Absent = "0000:99:00.0";
    private const string Bridge = "0000:40:00.0";

    protected override string HostSpec => $$"""{"groupSiblings":"Park","devices":[{"address":"{{Nic1}}","fabric":"ib-a"},{"address":"{{Nvme1}}"},{"address":"{{Bridge}}"},{"address":"{{Card}}"}]}""";

    [TestCase(Absent, "DeviceAbsent", "is not there")]
    [TestCase(Bridge, "DeviceNotAssignable", "it is a PCI bridge")]
    [TestCase(Nic0, "DeviceNotListed", "not listed in KvmHost.spec.devices")]
    [TestCase(Card, "IommuGroupNotViable", CardSibling + " has the host driver e1000e and is not listed")]
    public async Task Function_that_was_never_to_be_given_is_refused(string address, string reason, string words)
    {
        await Lab.Cluster.Apply(Namespace, StaleMachine("stale-oss-0", address));

        string refusal = await UntilReason("lm", "stale-oss-0", "Ready", reason);
        await UntilEvent(reason);
        await NothingIsLeftBound();
        await DeleteStale("stale-oss-0");
        Assert.That(refusal, Does.Contain($"PCI function {address} of host vhost").And.Contain(words).And.Contain("kubectl lustre hosts vhost"));
    }

    [Test]
    public async Task Physical_function_that_got_virtual_ones_meanwhile_is_refused()
    {
        await Lab.Shell($"cd /sys/bus/pci/devices/{Nvme1} && echo 0 >sriov_drivers_autoprobe && echo 1 >sriov_numvfs");
        try
        {
            await Lab.Cluster.Apply(Namespace, StaleMachine("stale-oss-0", Nvme1));

            Assert.That(await UntilReason("lm", "stale-oss-0", "Ready", "DeviceNotAssignable"), Does.Contain("its SR-IOV virtual functions are offered in its place"));
            Assert.That(await Lab.Driver(Nvme1), Is.EqualTo("nvme"));
        }
        finally
        {
            await DeleteStale("stale-oss-0");
            await Lab.Shell($"cd /sys/bus/pci/devices/{Nvme1} && echo 0 >sriov_numvfs && echo 1 >sriov_drivers_autoprobe");
        }
    }

    [Test]
    public async Task Huge_pages_that_somebody_took_are_missed_by_number_and_node_and_the_machine_starts_when_they_are_back()
    {
        await Apply(Cluster("huge", "[{name: ib, hca: {fabric: ib-a}}]", "networks: [ib]\n      memory: {size: 256Mi, hugepages: 2Mi}\n      powerState: \"Off\"", "placement: {numa: Required}"));
        await UntilReason("lm", "huge-oss-0", "Ready", "PoweredOff");
        await Pages(100);
        string refusal;
        try
        {
            await SwitchOn("huge");
            refusal = await UntilReason("lm", "huge-oss-0", "Ready", "InsufficientHugepages");
            await UntilEvent("InsufficientHugepages");
        }
        finally
        {
            await Pages(192);
        }

        await WaitReady("huge");
        Assert.That(refusal, Does.StartWith("NUMA node 1 of host vhost has 100 of 100 huge pages of 2Mi free, and the machine needs 128: 28 are missing."));
    }

    [Test]
    public async Task Memory_that_may_not_be_locked_is_told_as_such()
    {
        await Apply(Cluster("lock", "[{name: ib, hca: {fabric: ib-a}}]", "networks: [ib]\n      memory: {size: 128Mi}\n      powerState: \"Off\""));
        await UntilReason("lm", "lock-oss-0", "Ready", "PoweredOff");
        await Libvirtd("exec setpriv --bounding-set -sys_resource --inh-caps -sys_resource -- \"$@\"");
        string refusal;
        try
        {
            await SwitchOn("lock");
            refusal = await UntilReason("lm", "lock-oss-0", "Ready", "LockedMemoryDenied");
            await NothingIsLeftBound();
        }
        finally
        {
            await Libvirtd(null);
        }

        await WaitReady("lock");
        Assert.That(refusal, Does.Contain("CAP_SYS_RESOURCE"));
    }

    [Test]
    public async Task Host_without_vfio_says_so_and_offers_nothing()
    {
        string modules = await Lab.Shell("lsmod | awk '/^vfio/ {print $1}'");
        await Lab.Shell("rmmod vfio_pci vfio_pci_core vfio_iommu_type1 vfio 2>&1; ! lsmod | grep -q '^vfio_pci '");
        try
        {
            await Lab.Cluster.Apply(Namespace, StaleMachine("stale-oss-0", Nic1));

            Assert.That(await UntilReason("lm", "stale-oss-0", "Ready", "PassthroughUnsupported"), Does.Contain("load vfio-pci there"));
            await Lab.UntilFunction(Nic1, function => ((string?)function["reason"])?.Contains("passes no PCI functions through", StringComparison.Ordinal) == true, "is not offered");
        }
        finally
        {
            await DeleteStale("stale-oss-0");
            await Lab.LoadVfioAsync();
        }

        Assert.That(modules, Does.Contain("vfio_pci"));
    }

    [Test]
    public async Task Guest_that_never_lets_a_function_go_needs_a_restart_and_is_told_so()
    {
        await Apply(Deaf("[ib]", "OnDelete"));
        await WaitReady("deaf");
        string qemu = await Qemu("deaf-oss-0");

        await Apply(Deaf("[]", "OnDelete"));
        await VirtualHostLab.Until(
            async () => (string?)(await Condition("lm", "deaf-oss-0", "RestartRequired"))?["status"] == "True", "a restart is required");
        JsonNode required = (await Condition("lm", "deaf-oss-0", "RestartRequired"))!;
        await UntilReason("lm", "deaf-oss-0", "Ready", "GuestKeepsDevice");
        (string Qemu, string? Driver) before = (await Qemu("deaf-oss-0"), await Lab.Driver(Nic1));

        await Apply(Deaf("[]", "Restart"));
        await VirtualHostLab.Until(async () => await Lab.Driver(Nic1) == "e1000e", "the restart gave the function back");
        await WaitReady("deaf");
        Assert.That(before, Is.EqualTo((qemu, "vfio-pci")));
        Assert.That((string?)required["message"], Does.Contain($"hostdev {Nic1}").And.Contain("the guest was asked to let go of it and has not"));
    }

    private static string Deaf(string networks, string policy) =>
        Cluster("deaf", "[{name: ib, hca: {fabric: ib-a}}]", $"networks: {networks}\n      memory: {{size: 128Mi}}", $"updatePolicy: {policy}");

    private Task<string> SwitchOn(string cluster) =>
        Lab.Kubectl(Namespace, "patch", "lc", cluster, "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/0/powerState","value":"Running"}]""");

    private static Task<string> Pages(int number) => Lab.Shell($"echo {number} >/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages");

    /// <summary>Starts libvirtd anew, by a wrapper or as it was.</summary>
    private static async Task Libvirtd(string? wrapper)
    {
        string write = wrapper is null ? "rm -f /run/libvirtd-wrapper" : $"printf '%s\\n' '#!/bin/bash' '{wrapper}' >/run/libvirtd-wrapper; chmod +x /run/libvirtd-wrapper";
        await Lab.Shell($"{write}; old=$(pidof libvirtd); kill $old; for i in $(seq 200); do new=$(pidof libvirtd); [ -n \"$new\" ] && [ \"$new\" != \"$old\" ] && virsh -c qemu:///system version >/dev/null 2>&1 && exit 0; sleep 0.1; done; exit 1");
    }
}
