using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Output;
using LustreOperator.Kubernetes;
using LustreOperator.Operator;
using LustreOperator.Resources;

namespace LustreOperator.Cli.Power;

/// <summary>Waits until the agents report machines as they were asked to be.</summary>
/// <param name="client">The API.</param>
/// <param name="shell">A line on the error stream for each change.</param>
/// <param name="verb">The request.</param>
/// <param name="inNamespace">The machines' namespace.</param>
internal sealed class PowerWait(KubernetesClient client, Shell shell, PowerVerb verb, string inNamespace)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly WaitLog _log = new(shell);

    /// <summary>Returns when all are.</summary>
    /// <exception cref="CommandException">They are not in time, or a machine has gone.</exception>
    public async Task RunAsync(IReadOnlyList<WantedMachine> wanted, TimeSpan timeout, string timeoutText, CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(timeout, shell.Time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        Dictionary<string, WantedMachine> waiting = wanted.ToDictionary(machine => machine.Name);
        while (waiting.Count > 0)
        {
            try
            {
                await WatchAsync(waiting, both.Token);
            }
            catch (KubernetesException fault) when (fault is KubernetesUnreachableException or KubernetesStatusException { IsGone: true })
            {
                // The stream broke: the next one begins with everything that is.
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                throw _log.Late(timeoutText, waiting.Keys, name => name);
            }

            if (waiting.Count > 0)
            {
                try
                {
                    await Task.Delay(s_pause, shell.Time, both.Token);
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    // The next round says that time is up.
                }
            }
        }
    }

    private async Task WatchAsync(Dictionary<string, WantedMachine> waiting, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await foreach (WatchEvent<LustreMachine> change in client.WatchAsync(ApiResources.Machines, new WatchOptions { Namespace = inNamespace }, cancel))
        {
            if (change.Value is not { } machine || !waiting.TryGetValue(machine.Metadata.Name, out WantedMachine? wanted))
            {
                continue;
            }

            if (change.Type == WatchEventType.Deleted)
            {
                throw new CommandException($"{wanted.Name} was deleted meanwhile");
            }

            if (IsDone(wanted, machine))
            {
                shell.Out.WriteLine($"{wanted.Name} {Done()}");
                waiting.Remove(wanted.Name);
                if (waiting.Count == 0)
                {
                    return;
                }
            }
            else
            {
                _log.Say(wanted.Name, $"{wanted.Name}: {Problem(wanted, machine)}");
            }
        }
    }

    private bool IsDone(WantedMachine wanted, LustreMachine machine) =>
        MachineHealth.IsAsWanted(wanted, machine)
        && (verb != PowerVerb.Restart || (machine.Spec.RestartedAt == wanted.RestartedAt && machine.Status?.RestartedAt == wanted.RestartedAt));

    private static string Problem(WantedMachine wanted, LustreMachine machine) =>
        machine.Spec.PowerState != wanted.PowerState || machine.Spec.RestartedAt != wanted.RestartedAt ? "waits for the operator"
        : machine.Status?.ObservedGeneration != machine.Metadata.Generation ? $"waits for the agent of host {machine.Spec.Host}"
        : MachineHealth.Problem(machine);

    private string Done() => verb switch
    {
        PowerVerb.Start => "is running",
        PowerVerb.Stop => "is off",
        _ => "has restarted",
    };
}
