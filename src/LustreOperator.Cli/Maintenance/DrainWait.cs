using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;
using LustreOperator.Planning;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Maintenance;

/// <summary>Waits until machines that were deleted for the sake of another place are as wanted there.</summary>
/// <param name="client">The API.</param>
/// <param name="shell">A line on the error stream for each change.</param>
/// <param name="host">The host that is emptied.</param>
internal sealed class DrainWait(KubernetesClient client, Shell shell, string host)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly WaitLog _log = new(shell);

    /// <summary>Returns when each is; of those that have no place elsewhere, when the host has released them.</summary>
    /// <exception cref="CommandException">They are not in time; the message says why of each.</exception>
    public async Task RunAsync(IReadOnlyList<DrainedMachine> machines, TimeSpan timeout, string timeoutText, CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(timeout, shell.Time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        Dictionary<ObjectKey, DrainedMachine> waiting = machines.ToDictionary(machine => ApiResources.Machines.KeyOf(machine.Machine));
        try
        {
            while (waiting.Count > 0)
            {
                try
                {
                    LabState lab = await ClusterReader.LabAsync(client, both.Token);
                    foreach ((ObjectKey key, _) in waiting.Where(item => Look(lab, item.Key, item.Value, both.Token)).ToArray())
                    {
                        waiting.Remove(key);
                    }
                }
                catch (KubernetesUnreachableException)
                {
                    // The next look finds it again, or time is up.
                }

                if (waiting.Count > 0)
                {
                    await Task.Delay(s_pause, shell.Time, both.Token);
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw _log.Late(timeoutText, waiting.Keys.Select(key => $"{key}"), machine => $"{machine} was not looked at");
        }
    }

    private bool Look(LabState lab, ObjectKey key, DrainedMachine drained, CancellationToken cancel)
    {
        LustreMachine? machine = lab.Machines.FirstOrDefault(found => ApiResources.Machines.KeyOf(found) == key);
        ObjectKey clusterKey = new(drained.Machine.Metadata.Namespace ?? "", drained.Machine.Spec.Cluster);
        WantedMachine? wanted = lab.Clusters.Where(cluster => ApiResources.Clusters.KeyOf(cluster) == clusterKey).SelectMany(WantedMachine.Of)
            .FirstOrDefault(want => want.Name == key.Name);
        if (machine is { Metadata.Uid: var uid } && uid == drained.Machine.Metadata.Uid)
        {
            Tell(
                key,
                $"is being released by {host}{(machine.Status?.Conditions.Find(ConditionTypes.Ready) is { Message.Length: > 0 } ready ? $": {ready.Message}" : "")}");
            return false;
        }

        if (wanted is null)
        {
            shell.Out.WriteLine($"{key} is gone, and its cluster does not ask for it any more");
            return true;
        }

        if (machine is null)
        {
            string? problem = ClusterStory.Of(lab, clusterKey, cancel).Unplaced?.Message;
            Tell(key, problem is null ? "waits for the operator to place it" : $"has no place: {problem}");
            return drained.Fate == DrainFate.NoPlace && problem is not null;
        }

        if (MachineHealth.IsAsWanted(wanted, machine))
        {
            shell.Out.WriteLine($"{key} {(wanted.PowerState == PowerState.Off ? "is off" : "runs")} on {machine.Spec.Host}");
            return true;
        }

        Tell(key, $"is placed on {machine.Spec.Host}: {MachineHealth.Problem(machine)}");
        return false;
    }

    private void Tell(ObjectKey key, string what) => _log.Say($"{key}", $"{key} {what}");
}
