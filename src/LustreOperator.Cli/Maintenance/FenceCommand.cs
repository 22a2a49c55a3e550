using System.CommandLine;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Completion;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;
using LustreOperator.Views;
using LustreOperator.Views.Inventory;

namespace LustreOperator.Cli.Maintenance;

/// <summary><c>kubectl lustre fence|unfence</c>: the admin's word that a host is off.</summary>
internal static class FenceCommand
{
    public static Command CreateFence(ClusterConnector connector, Shell shell)
    {
        Argument<string> name = Name(connector);
        Option<bool> confirm = new("--confirm") { Description = "You know that the host is off, and stays off." };
        Option<bool> force = new("--force") { Description = "Also when its agent gives signs of life." };
        Command command = new("fence", "Say that a host is off: its machines are released without it, and can be placed anew.") { name, confirm, force };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            InventoryState state = await ClusterReader.InventoryAsync(access.Client, access.Connection.Namespace, selector: null, cancel);
            KvmHost host = HostChoice.Choose(state.Hosts, [parsed.GetRequiredValue(name)])[0];
            string machines = MachinesText.Of([.. state.Machines.Where(machine => machine.Spec.Host == host.Metadata.Name)]);
            if (host.Spec.Fenced)
            {
                shell.Out.WriteLine($"{host.Metadata.Name} is fenced already");
                return ExitCode.Done;
            }

            string? life = await SignOfLifeAsync(access.Client, host, shell.Time.GetUtcNow(), cancel);
            Check(host.Metadata.Name, machines, life, parsed.GetValue(confirm), parsed.GetValue(force));
            await HostWriter.FenceAsync(access.Client, host, isFenced: true, cancel);
            shell.Out.WriteLine($"{host.Metadata.Name} fenced");
            shell.Error.WriteLine(
                $"on it: {machines}; what is deleted there is released without it, and kubectl lustre drain {host.Metadata.Name} places anew what has no data there");
            return ExitCode.Done;
        });
        return command;
    }

    public static Command CreateUnfence(ClusterConnector connector, Shell shell)
    {
        Argument<string> name = Name(connector);
        Command command = new("unfence", "Take back that a host is off: its agent serves its machines again.") { name };
        command.SetAction(async (parsed, cancel) =>
        {
            using ClusterAccess access = connector.Connect(parsed);
            ResourceList<KvmHost> hosts = await access.Client.ListAsync(ApiResources.Hosts, new ListOptions(), cancel);
            KvmHost host = HostChoice.Choose(hosts.Items, [parsed.GetRequiredValue(name)])[0];
            if (!host.Spec.Fenced)
            {
                shell.Out.WriteLine($"{host.Metadata.Name} is not fenced");
                return ExitCode.Done;
            }

            await HostWriter.FenceAsync(access.Client, host, isFenced: false, cancel);
            shell.Out.WriteLine($"{host.Metadata.Name} unfenced");
            if (host.Spec.Unschedulable)
            {
                shell.Error.WriteLine($"{host.Metadata.Name} is still cordoned; kubectl lustre uncordon {host.Metadata.Name}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What tells that a host is not off: its Lease is renewed, or the operator hears of its agent; null: nothing.</summary>
    internal static async Task<string?> SignOfLifeAsync(KubernetesClient client, KvmHost host, DateTimeOffset now, CancellationToken cancel)
    {
        if (await LeaseAsync(client, host.Metadata.Name, cancel)
            is { Spec: { HolderIdentity.Length: > 0, RenewTime: { } renewed, LeaseDurationSeconds: { } seconds } })
        {
            TimeSpan age = now - new DateTimeOffset(DateTime.SpecifyKind(renewed, DateTimeKind.Utc));
            if (age < TimeSpan.FromSeconds(seconds))
            {
                return $"its agent renewed its Lease {Age.Of(age < TimeSpan.Zero ? TimeSpan.Zero : age)} ago";
            }
        }

        return host.Status?.Conditions.IsTrue(ConditionTypes.HostReachable) == true ? "the operator hears of its agent (condition HostReachable)" : null;
    }

    // Null: there is none, or the user may not look.
    private static async Task<V1Lease?> LeaseAsync(KubernetesClient client, string host, CancellationToken cancel)
    {
        try
        {
            return await client.FindAsync(
                LeaseKind.Resource, new ObjectKey(await Installation.NamespaceAsync(client, cancel), ApiNames.HostLease(host)), cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsForbidden)
        {
            return null;
        }
    }

    private static void Check(string host, string machines, string? life, bool isConfirmed, bool isForced)
    {
        if (life is not null && !isForced)
        {
            throw new CommandException(
                $"{host} is not off: {life}. Power it off first and wait until its Lease has run out; --force fences it all the same, and what runs there may then run twice");
        }

        if (!isConfirmed)
        {
            throw new CommandException(
                $"to fence {host} is to say that it is off and stays off: its machines ({machines}) are then released without it and may be started elsewhere, "
                + $"and if it still runs, two guests have one disk. Power it off, then: kubectl lustre fence {host} --confirm{(isForced ? " --force" : "")}")
            {
                ExitCode = ExitCode.Usage,
            };
        }
    }

    private static Argument<string> Name(ClusterConnector connector)
    {
        Argument<string> name = new("HOST") { Description = "Name of the KvmHost.", HelpName = "HOST" };
        new NameCompletion(connector).Hosts(name);
        return name;
    }
}
