using System.Text.Json.Nodes;

namespace LustreOperator.Passthrough.Tests;

/// <summary>A namespace for each test, cleared after it with the host's functions all back with their drivers; and the checks that many tests share.</summary>
[Category("virtual-host")]
internal abstract class HostTest
{
    // What the rig's README lists.
    protected const string Nvme0 = "0000:41:00.0";
    protected const string Nic0 = "0000:42:00.0";
    protected const string Nvme1 = "0000:81:00.0";
    protected const string Nic1 = "0000:82:00.0";
    protected const string Card = "0000:83:00.0";
    protected const string CardSibling = "0000:83:00.1";

    private static readonly (string Address, string Driver)[] s_drivers =
    [
        (Nvme0, "nvme"), (Nic0, "e1000e"), (Nvme1, "nvme"), (Nic1, "e1000e"), (Card, "e1000e"), (CardSibling, "e1000e"),
    ];

    protected static VirtualHostLab Lab => SharedLab.Lab;

    protected string Namespace { get; private set; } = "";

    /// <summary>What the admin says of the host for the test.</summary>
    protected abstract string HostSpec { get; }

    /// <summary>Whether the tests of the class work one after the other on the machines of the first; they are cleared at the end.</summary>
    protected virtual bool IsOneStory => false;

    [SetUp]
    public async Task MakeNamespace()
    {
        Lab.Machine.MustRun();
        if (IsOneStory && Namespace.Length > 0)
        {
            return;
        }

        Namespace = await Lab.Cluster.NewNamespace();
        await Lab.SpecifyHost(HostSpec);
        long generation = (long)(await Lab.Cluster.Get("default", "kh", VirtualHostLab.Host))["metadata"]!["generation"]!;
        await VirtualHostLab.Until(
            async () => (long?)(await Lab.Cluster.Get("default", "kh", VirtualHostLab.Host))["status"]?["observedGeneration"] == generation, "the agent has seen the host's spec");
    }

    [TearDown]
    public async Task EndTest()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            TestContext.Out.WriteLine((await Lab.Cluster.TryKubectl(Namespace, null, "get", "lc,lm,kh,events", "-o", "wide")).Output);
            TestContext.Out.WriteLine((await Lab.Cluster.TryKubectl(Namespace, null, "get", "lc,lm,kh", "-o", "yaml")).Output);
            TestContext.Out.WriteLine(await Lab.AgentLog());
            TestContext.Out.WriteLine(await Lab.Machine.DomainsTellAsync());
            TestContext.Out.WriteLine(Lab.Machine.ConsoleTail());
        }

        if (!IsOneStory && !Lab.Machine.HasEnded)
        {
            await ClearNamespace();
        }
    }

    [OneTimeTearDown]
    public async Task EndStory()
    {
        if (IsOneStory && Namespace.Length > 0 && !Lab.Machine.HasEnded)
        {
            await ClearNamespace();
        }
    }

    private async Task ClearNamespace()
    {
        await Lab.Kubectl(Namespace, "delete", "lustreclusters", "--all");
        await NothingIsLeftBound();
    }

    /// <summary>Every function has its host driver, none is half-bound, no domain is left.</summary>
    protected async Task NothingIsLeftBound()
    {
        string left = "";
        await VirtualHostLab.Until(
            async () =>
            {
                left = await Lab.Shell(
                    string.Join("; ", s_drivers.Select(item =>
                        $"p=/sys/bus/pci/devices/{item.Address}; [ \"$(basename \"$(readlink $p/driver)\")\" = {item.Driver} ] || echo \"{item.Address} has $(readlink $p/driver)\"; "
                        + $"[ \"$(cat $p/driver_override)\" = '(null)' ] || echo \"{item.Address} driver_override $(cat $p/driver_override)\""))
                    + "; ls /dev/vfio | grep -v '^vfio$'; true");
                return left.Length == 0;
            },
            () => $"every function has its host driver: {left}");
        Assert.That(left, Is.Empty);
    }

    /// <summary>A cluster of one group.</summary>
    protected static string Cluster(string name, string networks, string group, string spec = "") => $$"""
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreCluster
        metadata: {name: {{name}}}
        spec:
          {{spec}}
          networks: {{networks}}
          machines:
            - name: oss
              roles: [OSS]
              shutdownGraceSeconds: 0
              {{group}}
        """;

    /// <summary>A machine as an operator would write it that has not seen what others have.</summary>
    protected static string StaleMachine(string name, string device, string memory = "{size: 128Mi}") => $$"""
        apiVersion: lustre-operator.dev/v1alpha1
        kind: LustreMachine
        metadata:
          name: {{name}}
          labels: {lustre-operator.dev/host: {{VirtualHostLab.Host}}}
          finalizers: [lustre-operator.dev/release]
        spec:
          cluster: stale
          group: oss
          index: 0
          roles: [OSS]
          rolesText: OSS
          host: {{VirtualHostLab.Host}}
          powerState: Running
          shutdownGraceSeconds: 0
          cpu: {count: 1, pinning: Shared, vcpuPins: [{vcpu: 0, cpus: 0-3}], emulatorCpus: 0-3}
          memory: {{memory}}
          networks: [{name: ib, device: "{{device}}"}]
          disks: []
        """;

    /// <summary>Deletes such a machine. The operator takes its finalizer away when the host has released it, though it has no cluster.</summary>
    protected Task DeleteStale(string name) => Lab.Kubectl(Namespace, "delete", "lm", name);

    protected Task Apply(string manifest) => Lab.Cluster.Apply(Namespace, manifest);

    protected Task WaitReady(string cluster) =>
        Lab.Kubectl(Namespace, "wait", "--for=condition=Ready", $"lc/{cluster}");

    /// <summary>The condition, or null while it or the object is not there.</summary>
    protected async Task<JsonNode?> Condition(string kind, string name, string type)
    {
        string found = await Lab.Kubectl(Namespace, "get", kind, name, "--ignore-not-found", "-o", "json");
        return found.Length == 0
            ? null
            : JsonNode.Parse(found)!["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => (string?)condition!["type"] == type);
    }

    /// <summary>Waits for a condition with a reason, and gives its message.</summary>
    protected async Task<string> UntilReason(string kind, string name, string type, string reason)
    {
        JsonNode? last = null;
        await VirtualHostLab.Until(
            async () => (last = await Condition(kind, name, type)) is { } condition && (string?)condition["reason"] == reason,
            () => $"{kind}/{name} has {type} for {reason}, but {last?.ToJsonString()}");
        return (string)last!["message"]!;
    }

    /// <summary>Waits for an Event with a reason, and gives its message.</summary>
    protected async Task<string> UntilEvent(string reason)
    {
        string text = "";
        await VirtualHostLab.Until(
            async () => (text = await Lab.Kubectl(Namespace, "get", "events", "--field-selector", $"reason={reason}", "-o", "jsonpath={.items[*].message}")).Length > 0,
            $"an Event {reason}");
        return text;
    }

    protected Task<JsonNode> Machine(string name) => Lab.Cluster.Get(Namespace, "lm", name);

    /// <summary>The number of the domain's QEMU, inside.</summary>
    protected Task<string> Qemu(string machine) => Lab.Shell($"cat /run/libvirt/qemu/{Namespace}.{machine}.pid");
}
