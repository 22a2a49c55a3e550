using LustreOperator.TestKit;
namespace LustreOperator.EndToEnd.Tests;

/// <summary>Every fault reaches the user in words that say what to do; nothing half-made is left.</summary>
internal sealed class BadInputTests : ClusterTest
{
    [Test]
    public async Task Spec_with_several_faults_gets_all_of_them_at_once_with_their_paths()
    {
        await Lab.Apply(Namespace, """
            apiVersion: lustre-operator.dev/v1alpha1
            kind: LustreCluster
            metadata: {name: faulty}
            spec:
              networks:
                - {name: lnet, bridge: br0, libvirtNetwork: default}
              machines:
                - name: oss
                  roles: [OSS]
                  memory: {size: 3Mi, hugepages: 2Mi}
                  networks: [lnet, storage]
            """);

        await UntilCondition("lc", "faulty", "Accepted", "False", "InvalidSpec");

        string message = (string)(await Condition("lc", "faulty", "Accepted"))!["message"]!;
        Assert.That(message, Does.Contain("spec.networks[lnet]").And.Contain("spec.machines[oss].networks[1]").And.Contain("spec.machines[oss].memory.size"));
        Assert.That(await Lab.Kubectl(Namespace, "get", "lm", "-o", "name"), Is.Empty);
        await LustreLab.Until(async () => (await Lab.Kubectl(Namespace, "get", "events")).Contains("InvalidSpec", StringComparison.Ordinal), "an Event tells of it");
    }

    [Test]
    public async Task Cluster_that_does_not_fit_says_per_host_what_lacks_and_holds_nothing()
    {
        await Lab.Apply(Namespace, Lone(group: "count: 3", extra: "hosts: {selector: {matchLabels: {no-such: label}}}"));

        await LustreLab.Until(async () => (string?)(await Condition("lc", "lone", "Placed"))?["status"] == "False", "it is not placed");

        Assert.That((string)(await Condition("lc", "lone", "Placed"))!["message"]!, Does.Contain("0/").And.Contain("hosts fit client-0: 1 does not match the host selector"));
        Assert.That(await Lab.Kubectl(Namespace, "get", "lm", "-o", "name"), Is.Empty);
    }

    [Test]
    public async Task Cluster_with_too_little_memory_names_the_numbers()
    {
        await Lab.Apply(Namespace, Lone().Replace("size: 64Mi", "size: 4096Gi", StringComparison.Ordinal));

        await UntilCondition("lc", "lone", "Placed", "False", "DoesNotFit");

        Assert.That((string)(await Condition("lc", "lone", "Placed"))!["message"]!, Does.Contain("4096Gi").Or.Contain("4Ti"));
    }

    [Test]
    public async Task Missing_storage_pool_is_named_with_how_to_make_it()
    {
        await Lab.Apply(Namespace, Lone(disks: "[{name: root, size: 8Mi, pool: nowhere}]"));

        await UntilCondition("lm", "lone-client-0", "Ready", "False", "StoragePoolMissing");

        Assert.That((string)(await Condition("lm", "lone-client-0", "Ready"))!["message"]!, Does.Contain("nowhere").And.Contain("pool-define-as"));
    }

    [TestCase("libvirtNetwork: nowhere")]
    [TestCase("bridge: nowhere0")]
    public async Task Missing_network_or_bridge_is_named_and_its_coming_is_enough(string network)
    {
        await Lab.Apply(Namespace, Lone(networks: $"networks: [{{name: lnet, {network}}}]", group: "networks: [lnet]"));

        await UntilCondition("lm", "lone-client-0", "Ready", "False", "NetworkMissing");

        Assert.That((string)(await Condition("lm", "lone-client-0", "Ready"))!["message"]!, Does.Contain("nowhere"));
    }

    [Test]
    public async Task Unknown_field_is_refused_by_kubectl_before_anything_happens()
    {
        CommandResult result = await Lab.TryKubectl(Namespace, Lone(extra: "pauzed: true"), "apply", "-f", "-");

        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Errors, Does.Contain("unknown field \"spec.pauzed\""));
    }
}
