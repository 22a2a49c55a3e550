using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Hosts;

/// <summary>In which namespace a host's agent has its identity. There is one of a host: its rights to the KvmHost are bound by name, cluster-wide.</summary>
internal sealed class Identities(KubernetesClient client)
{
    /// <summary>An identity to be made, beside the operator where no namespace is asked for.</summary>
    public async Task<HostIdentity> NewAsync(string host, string? asked, CancellationToken cancel) =>
        new(host, asked ?? await Installation.NamespaceAsync(client, cancel));

    /// <summary>The identity that a host has.</summary>
    /// <exception cref="CommandException">It is in another namespace than asked for.</exception>
    public async Task<HostIdentity> FindAsync(string host, string? asked, CancellationToken cancel)
    {
        string? holder = await HolderAsync(host, cancel);
        return asked is not null && holder is not null && asked != holder
            ? throw new CommandException($"the agent of {host} has its identity in namespace {holder}, not in {asked}; leave --namespace out")
            : new HostIdentity(host, asked ?? holder ?? await Installation.NamespaceAsync(client, cancel));
    }

    /// <summary>Throws when the identity would never be served, or would take over the rights of one that is there.</summary>
    public async Task CheckFreeAsync(HostIdentity identity, CancellationToken cancel)
    {
        string installed = await Installation.NamespaceAsync(client, cancel);
        if (identity.Namespace != installed)
        {
            throw new CommandException(
                $"the operator is in namespace {installed} and looks at the Leases there alone: an agent in {identity.Namespace} would never be served; leave --namespace out");
        }

        // What is bound to a service account that is gone is nobody's.
        if (await HolderAsync(identity.Host, cancel) is { } holder
            && holder != identity.Namespace
            && await client.FindAsync(Kinds.ServiceAccounts, new ObjectKey(holder, identity.Agent), cancel) is not null)
        {
            throw new CommandException(
                $"the agent of {identity.Host} has its identity in namespace {holder}, and would lose its rights; kubectl lustre host remove {identity.Host} takes that one away");
        }
    }

    private async Task<string?> HolderAsync(string host, CancellationToken cancel)
    {
        HostIdentity names = new(host, "");
        return await Installation.SubjectNamespaceAsync(client, new ObjectKey("", names.Agent), cancel)
            ?? await Installation.SubjectNamespaceAsync(client, new ObjectKey("", names.SharedBinding), cancel);
    }
}
