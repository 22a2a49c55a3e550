using LustreOperator.TestKit;

namespace LustreOperator.EndToEnd.Tests;

/// <summary>Operator and agent are killed with SIGKILL in the middle of each operation; nothing is lost, doubled or left.</summary>
internal sealed class KillTests : ClusterTest
{
    private static readonly string[] s_victims = ["operator", "agent"];

    [TestCaseSource(nameof(s_victims))]
    public async Task Killed_during_apply_the_cluster_is_whole_all_the_same(string victim)
    {
        await Lab.Kubectl(Namespace, "apply", "-f", SmallHa);
        await LustreLab.Until(async () => await Machines() > 0, "the first machine exists");

        await Program(victim).KillAndRestartAsync();

        await Lab.WaitReady(Namespace, "ha");
        await HasExactly(HaMachines);
    }

    [TestCaseSource(nameof(s_victims))]
    public async Task Killed_during_scaling_the_count_is_right_all_the_same(string victim)
    {
        await ApplySmallHa();
        string[] uids = await Uids();

        await Lab.Kubectl(Namespace, "patch", "lc", "ha", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/2/count","value":3}]""");
        await Program(victim).KillAndRestartAsync();

        await HasExactly([.. HaMachines, "ha-client-1", "ha-client-2"]);
        Assert.That(await Uids(), Is.SupersetOf(uids));

        await Lab.Kubectl(Namespace, "patch", "lc", "ha", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/2/count","value":1}]""");
        await Program(victim).KillAndRestartAsync();

        await HasExactly(HaMachines);
        Assert.That(await Uids(), Is.EquivalentTo(uids));
    }

    [TestCaseSource(nameof(s_victims))]
    public async Task Killed_during_an_edit_the_change_takes_effect_all_the_same(string victim)
    {
        await Lab.Apply(Namespace, Lone().Replace("shutdownGraceSeconds: 0", "shutdownGraceSeconds: 3", StringComparison.Ordinal));
        await Lab.WaitReady(Namespace, "lone");

        await Lab.Kubectl(Namespace, "patch", "lc", "lone", "--type=json", "-p", """[{"op":"replace","path":"/spec/machines/0/memory/size","value":"96Mi"}]""");
        await UntilCondition("lm", "lone-client-0", "RestartRequired", "True", "ChangePending");
        await Program(victim).KillAndRestartAsync();

        await LustreLab.Until(
            async () => (await Lab.Domains(Namespace, running: true)).Length == 1
                && (await Lab.Libvirtd.Virsh("dominfo", $"{Namespace}.lone-client-0")).Contains("98304 KiB", StringComparison.Ordinal),
            "the domain runs with 96 MiB");
        await HasExactly(["lone-client-0"], "lone");
    }

    [TestCaseSource(nameof(s_victims))]
    public async Task Killed_during_power_off_and_on_the_power_is_right_all_the_same(string victim)
    {
        await ApplySmallHa();

        await Power("Off");
        await Program(victim).KillAndRestartAsync();
        await LustreLab.Until(async () => (await Lab.Domains(Namespace, running: true)).Length == 0, "nothing runs");

        await Power("Running");
        await Program(victim).KillAndRestartAsync();
        await HasExactly(HaMachines);
    }

    [TestCaseSource(nameof(s_victims))]
    public async Task Killed_during_delete_nothing_is_left_all_the_same(string victim)
    {
        await ApplySmallHa();

        await Lab.Kubectl(Namespace, "delete", "lc", "ha", "--wait=false");
        await LustreLab.Until(async () => (await Lab.Domains(Namespace, running: true)).Length < HaMachines.Length, "the first domain stops");
        await Program(victim).KillAndRestartAsync();

        await Lab.Kubectl(Namespace, "wait", "--for=delete", "lc/ha");
        Assert.That(await Lab.Domains(Namespace, running: false), Is.Empty);
        Assert.That(await Lab.Volumes(Namespace), Is.Empty);
        Assert.That(await Machines(), Is.Zero);
    }

    private static BuiltProgram Program(string name) => name == "operator" ? Lab.Operator : Lab.Agent;

    private Task<string> Power(string state) => Lab.Kubectl(Namespace, "patch", "lc", "ha", "--type=json", "-p", $$"""
        [{"op":"add","path":"/spec/machines/0/powerState","value":"{{state}}"},
         {"op":"add","path":"/spec/machines/1/powerState","value":"{{state}}"},
         {"op":"add","path":"/spec/machines/2/powerState","value":"{{state}}"}]
        """);

    private async Task<int> Machines() =>
        (await Lab.Kubectl(Namespace, "get", "lm", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private async Task<string[]> Uids() =>
        (await Lab.Kubectl(Namespace, "get", "lm", "-o", "jsonpath={.items[*].metadata.uid}")).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private async Task HasExactly(string[] machines, string cluster = "ha")
    {
        await LustreLab.Until(async () => (await Lab.Domains(Namespace, running: true)).SequenceEqual(DomainsOf(machines)), "exactly the wanted domains run");
        await LustreLab.Until(async () => (await Lab.Domains(Namespace, running: false)).SequenceEqual(DomainsOf(machines)), "no other domain is defined");
        await Lab.WaitReady(Namespace, cluster);
        Assert.That(await Machines(), Is.EqualTo(machines.Length));
    }
}
