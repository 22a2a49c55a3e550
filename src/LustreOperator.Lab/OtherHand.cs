using System.Text.Json.Nodes;
using System.Threading.Channels;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Libvirt;
using LustreOperator.Resources;
using LustreOperator.Simulation;

namespace LustreOperator.Lab;

/// <summary>
/// Somebody with virsh behind the product's back, for simulated hosts that no virsh reaches: a machine's annotation says what that somebody does to
/// its domain, and goes when it is done.
/// </summary>
internal sealed class OtherHand(KubernetesClient client, IReadOnlyDictionary<string, SimulatedHost> hosts, TextWriter told)
{
    public const string Annotation = "sandbox.lustre-operator.dev/hand";

    private static readonly Dictionary<string, Func<SimulatedHost, SimulatedHypervisor, DomainSnapshot, Task>> s_deeds = new()
    {
        ["destroy"] = (_, virsh, domain) => virsh.DestroyDomainAsync(domain.Identity.Uuid, CancellationToken.None),
        ["crash"] = (host, _, domain) => Done(() => host.Crash(domain.Identity.Uuid)),
        ["suspend"] = (host, _, domain) => Done(() => host.Suspend(domain.Identity.Uuid)),
        ["sleep"] = (host, _, domain) => Done(() => host.Sleep(domain.Identity.Uuid)),
        ["halt"] = (host, _, domain) => Done(() => host.Pause(domain.Identity.Uuid, reason: 0, needsReset: true)),
        ["snapshot"] = async (host, virsh, domain) =>
        {
            StoragePool pool = (await virsh.ListStoragePoolsAsync(CancellationToken.None)).First(pool => pool.IsActive && pool.Path is not null);
            host.Overlay(domain.Identity.Uuid, "vda", $"{pool.Path}/{domain.Identity.Name}.nightly.qcow2");
        },
        ["unpin"] = async (_, virsh, domain) =>
            await virsh.PinVcpuAsync(
                domain.Identity.Uuid, 0, (await virsh.GetCapabilitiesAsync(CancellationToken.None)).Cpus, DomainScope.Live, CancellationToken.None),
    };

    /// <summary>Does what annotations ask for, one after the other, until it is cancelled.</summary>
    public async Task RunAsync(Store<LustreMachine> machines, CancellationToken cancel)
    {
        Channel<LustreMachine> asked = Channel.CreateUnbounded<LustreMachine>();
        using IDisposable subscription = machines.Subscribe(change =>
        {
            if (change.New is { } machine && Deed(machine) is not null && hosts.ContainsKey(machine.Spec.Host))
            {
                asked.Writer.TryWrite(machine);
            }
        });
        await foreach (LustreMachine machine in asked.Reader.ReadAllAsync(cancel))
        {
            try
            {
                // Taken away first: done twice is worse than not done.
                if (await TakeAsync(machine, cancel))
                {
                    await told.WriteLineAsync($"{machine.Metadata.Namespace}/{machine.Metadata.Name}: {await DoAsync(machine)}");
                }
            }
            catch (KubernetesException fault)
            {
                await told.WriteLineAsync($"{machine.Metadata.Namespace}/{machine.Metadata.Name}: {Annotation} could not be taken away: {fault.Message}");
            }

            await told.FlushAsync(cancel);
        }
    }

    private static string? Deed(LustreMachine machine) => machine.Metadata.Annotations?.GetValueOrDefault(Annotation);

    private async Task<bool> TakeAsync(LustreMachine machine, CancellationToken cancel)
    {
        try
        {
            JsonObject without = new()
            {
                ["metadata"] = new JsonObject
                {
                    ["resourceVersion"] = machine.Metadata.ResourceVersion,
                    ["annotations"] = new JsonObject { [Annotation] = null },
                },
            };
            await client.PatchAsync(ApiResources.Machines, ApiResources.Machines.KeyOf(machine), Patch.Merge(without), WriteOptions.Default, cancel);
            return true;
        }
        catch (KubernetesStatusException stale) when (stale.IsConflict || stale.IsNotFound)
        {
            // A newer one is on its way, or it is gone.
            return false;
        }
    }

    private async Task<string> DoAsync(LustreMachine machine)
    {
        string word = Deed(machine)!;
        if (!s_deeds.TryGetValue(word, out Func<SimulatedHost, SimulatedHypervisor, DomainSnapshot, Task>? deed))
        {
            return $"{Annotation}={word} means nothing; there are {string.Join(", ", s_deeds.Keys)}";
        }

        try
        {
            SimulatedHost host = hosts[machine.Spec.Host];
            await using SimulatedHypervisor virsh = host.Connect();
            Guid? uuid = machine.Status?.Domain?.Uuid ?? (Guid.TryParse(machine.Metadata.Uid, out Guid uid) ? uid : null);
            if (uuid is null || await virsh.FindDomainAsync(uuid.Value, CancellationToken.None) is not { } domain)
            {
                return $"there is no domain to {word}";
            }

            await deed(host, virsh, domain);
            return $"somebody did a {word} to its domain";
        }
        catch (LibvirtException fault)
        {
            return $"could not {word} its domain: {fault.Message}";
        }
    }

    private static Task Done(Action deed)
    {
        deed();
        return Task.CompletedTask;
    }
}
