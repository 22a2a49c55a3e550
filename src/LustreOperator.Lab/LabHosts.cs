using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Hosts;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Lab;

/// <summary>The KvmHosts of a sandbox: made, waited for, and removed.</summary>
internal sealed class LabHosts(KubernetesClient client, Shell shell, string inNamespace)
{
    private const string FieldManager = "lustre-sandbox";
    private const int AtOnce = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);

    private readonly List<HostIdentity> _made = [];

    /// <summary>Makes a host's identity and says of it what its admin would.</summary>
    /// <exception cref="CommandException">There is a host of this name: it is somebody else's.</exception>
    public async Task<HostIdentity> AddAsync(string name, JsonObject fields, CancellationToken cancel)
    {
        HostIdentity identity = new(name, inNamespace);
        ObjectKey key = new("", name);
        if (await client.FindAsync(Kinds.KvmHosts, key, cancel) is not null)
        {
            throw new CommandException(
                $"the cluster has a KvmHost {name} already; take other names (--lab FILE), or remove it if it is left from an earlier sandbox: "
                + $"kubectl lustre host remove {name}");
        }

        HostAdder adder = new(client, TextWriter.Null);
        await adder.CheckAsync(identity, cancel);
        _made.Add(identity);
        await adder.AddAsync(identity, cancel);
        await client.ApplyAsync(Kinds.KvmHosts, key, fields, new WriteOptions { FieldManager = FieldManager, Force = true }, cancel);
        return identity;
    }

    /// <summary>Waits until the agent of every host serves it, and says how far it is.</summary>
    public async Task WaitReadyAsync(CancellationToken cancel)
    {
        long start = shell.Time.GetTimestamp();
        int before = -1;
        while (true)
        {
            ResourceList<KvmHost> hosts = await client.ListAsync(ApiResources.Hosts, new ListOptions(), cancel);
            KvmHost[] waiting =
            [
                .. hosts.Items.Where(
                    host => _made.Any(made => made.Host == host.Metadata.Name) && host.Status?.Conditions.IsTrue(ConditionTypes.Ready) != true),
            ];
            int ready = _made.Count - waiting.Length;
            if (ready != before)
            {
                start = shell.Time.GetTimestamp();
                shell.Out.WriteLine($"hosts ready: {ready}/{_made.Count}");
                shell.Out.Flush();
                before = ready;
            }

            if (waiting.Length == 0)
            {
                return;
            }

            if (shell.Time.GetElapsedTime(start) > s_patience)
            {
                throw new CommandException($"no more hosts became ready within {s_patience.TotalSeconds} s: {string.Join("; ", waiting.Select(Problem))}");
            }

            await Task.Delay(s_between, shell.Time, cancel);
        }
    }

    /// <summary>
    /// Removes the hosts, unless machines are on them: then they are named and all stays. What fails for one host is told and harms no other.
    /// </summary>
    /// <returns>Whether all are gone.</returns>
    public async Task<bool> RemoveAsync(CancellationToken cancel)
    {
        HostRemover remover = new(client, TextWriter.Null);
        ConcurrentBag<string> left = [];
        await Parallel.ForEachAsync(_made, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (identity, stop) =>
        {
            try
            {
                IReadOnlyList<string> machines = await remover.MachinesAsync(identity, stop);
                if (machines.Count > 0)
                {
                    left.Add(
                        $"{identity.Host} stays, for machines are on it: {string.Join(", ", machines)}. Serve it again with lustre-agent, delete their clusters, then "
                        + $"kubectl lustre host remove {identity.Host}");
                }
                else if (await client.FindAsync(Kinds.KvmHosts, new ObjectKey("", identity.Host), stop) is not null)
                {
                    await remover.RemoveAsync(identity, force: false, stop);
                    await GoneAsync(identity, stop);
                }
            }
            catch (Exception fault) when (fault is KubernetesException or CommandException)
            {
                left.Add($"{identity.Host} could not be removed: {fault.Message}; try kubectl lustre host remove {identity.Host}");
            }
        });
        foreach (string word in left.Order(StringComparer.Ordinal))
        {
            shell.Error.WriteLine(word);
        }

        return left.IsEmpty;
    }

    private async Task GoneAsync(HostIdentity identity, CancellationToken cancel)
    {
        long start = shell.Time.GetTimestamp();
        while (await client.FindAsync(Kinds.KvmHosts, new ObjectKey("", identity.Host), cancel) is not null)
        {
            if (shell.Time.GetElapsedTime(start) > s_patience)
            {
                throw new CommandException($"it is still being deleted after {s_patience.TotalSeconds} s; see kubectl describe kvmhost {identity.Host}");
            }

            await Task.Delay(s_between, shell.Time, cancel);
        }
    }

    private static string Problem(KvmHost host) =>
        $"{host.Metadata.Name}: {host.Status?.Conditions.Find(ConditionTypes.Ready)?.Message ?? "its agent has not reported yet"}";
}
