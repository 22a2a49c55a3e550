using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;
using LustreOperator.Planning;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Maintenance;

/// <summary>Carries a drain out: cordons the host, looks again, and deletes the machines that may go; the operator places them anew.</summary>
/// <param name="client">The API.</param>
/// <param name="shell">A line for each step.</param>
/// <param name="host">The host, as it was read.</param>
/// <param name="isForced">Also machines that have no place elsewhere.</param>
internal sealed class Drain(KubernetesClient client, Shell shell, KvmHost host, bool isForced)
{
    private string Host => host.Metadata.Name;

    /// <summary>The machines that are stopped.</summary>
    public IReadOnlyList<DrainedMachine> Stopped(DrainPlan plan) =>
        [.. plan.Machines.Where(machine => machine.Fate == DrainFate.Moves || (machine.Fate == DrainFate.NoPlace && isForced))];

    /// <summary>The machines that stay.</summary>
    public IReadOnlyList<DrainedMachine> Left(DrainPlan plan) =>
        [.. plan.Machines.Where(machine => machine.Fate == DrainFate.Stays || (machine.Fate == DrainFate.NoPlace && !isForced))];

    /// <summary>A host that is not heard of releases nothing, so its machines would wait for it, unless somebody says that it is off.</summary>
    public void CheckAlive(DrainPlan plan)
    {
        if (Stopped(plan).Count > 0 && !isForced && !host.Spec.Fenced
            && host.Status?.Conditions.Find(ConditionTypes.HostReachable) is { Status: not ConditionStatus.True } lost)
        {
            throw new CommandException(
                $"{Host} gives no sign of life ({lost.Reason}), so its machines would not be released: if it is certainly off, kubectl lustre fence {Host} --confirm comes first; "
                + "--force deletes them all the same");
        }
    }

    /// <summary>Cordons the host and deletes what the user has seen and may still go.</summary>
    /// <returns>The plan that was carried out.</returns>
    public async Task<DrainPlan> RunAsync(DrainPlan shown, CancellationToken cancel)
    {
        shell.Out.WriteLine(await HostWriter.CordonAsync(client, host, isCordon: true, cancel));
        HashSet<string> seen = [.. shown.Machines.Select(machine => machine.Machine.Metadata.Uid!)];
        DrainPlan plan = DrainPlan.Of(await ClusterReader.LabAsync(client, cancel), Host, cancel);
        foreach (DrainedMachine late in plan.Machines.Where(machine => !seen.Contains(machine.Machine.Metadata.Uid!)))
        {
            shell.Error.WriteLine($"{ApiResources.Machines.KeyOf(late.Machine)} was placed on {Host} meanwhile, and is left; drain again");
        }

        plan = new DrainPlan([.. plan.Machines.Select(machine => seen.Contains(machine.Machine.Metadata.Uid!) ? machine
            : machine with { Fate = DrainFate.Stays, To = null, Why = "it was placed meanwhile" })]);
        foreach (DrainedMachine machine in Stopped(plan))
        {
            ObjectKey key = ApiResources.Machines.KeyOf(machine.Machine);
            V1DeleteOptions options = new() { Preconditions = new V1Preconditions { Uid = machine.Machine.Metadata.Uid } };
            await client.DeleteAsync(ApiResources.Machines, key, options, cancel);
            shell.Out.WriteLine($"{key} stops, to be placed anew");
        }

        return plan;
    }
}
