using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Hosts;

/// <summary>Makes a host's identity. Run again it changes nothing, or completes what a failure left.</summary>
internal sealed class HostAdder(KubernetesClient client, TextWriter log)
{
    /// <summary>Throws, before anything is made, when what it builds on is not installed.</summary>
    public async Task CheckAsync(HostIdentity identity, CancellationToken cancel)
    {
        const string Install = "install LustreOperator first: kubectl apply -k deploy";
        try
        {
            await client.GetJsonAsync($"apis/{ApiNames.ApiVersion}", cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsKindUnknown)
        {
            throw new CommandException($"the cluster does not know KvmHosts ({ApiNames.ApiVersion}); {Install}", refusal);
        }

        if (await client.FindAsync(Kinds.Namespaces, new ObjectKey("", identity.Namespace), cancel) is null)
        {
            throw new CommandException($"there is no namespace {identity.Namespace}; {Install}, or name the operator's with --namespace");
        }

        if (await client.FindAsync(Kinds.ClusterRoles, new ObjectKey("", HostIdentity.SharedRole), cancel) is null)
        {
            throw new CommandException($"there is no ClusterRole {HostIdentity.SharedRole}, which every agent needs; {Install}");
        }

        if (await AgentPolicies.ProblemAsync(client, cancel) is { } unheld)
        {
            throw new CommandException($"{unheld}: nothing would hold the agent to {identity.Host}; install this version's: kubectl apply -k deploy");
        }

        await new Identities(client).CheckFreeAsync(identity, cancel);
    }

    public async Task AddAsync(HostIdentity identity, CancellationToken cancel)
    {
        foreach (HostObject made in HostObjects.Of(identity))
        {
            try
            {
                log.WriteLine($"{made.Label} {await ApplyAsync(made, cancel)}");
            }
            catch (KubernetesException fault)
            {
                throw new CommandException(
                    $"{made.Label} could not be made: {Advice.For(fault)}. What is named above stays; run this again when it is mended", fault);
            }
        }
    }

    private async Task<string> ApplyAsync(HostObject made, CancellationToken cancel)
    {
        JsonObject? before = await client.FindAsync(made.Kind, made.Key, cancel);
        JsonObject after = await client.ApplyAsync(made.Kind, made.Key, made.Fields, ClusterAccess.Apply, cancel);
        return before is null ? "created"
            : made.Kind.Identify(before).ResourceVersion == made.Kind.Identify(after).ResourceVersion ? "unchanged"
            : "configured";
    }
}
