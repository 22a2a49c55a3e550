using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Cli.Sandbox;
using LustreOperator.Kubernetes;

namespace LustreOperator.Lab;

/// <summary>Installs on a cluster what it lacks of the product, and takes that away again. What is there is used as it is.</summary>
internal sealed class Installer(KubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(50);

    private readonly Stack<(ResourceKind<JsonObject> Kind, ObjectKey Key)> _made = [];

    public async Task InstallAsync(CancellationToken cancel)
    {
        string inNamespace = await Installation.NamespaceAsync(client, cancel);
        foreach (JsonObject document in CarriedFiles.Installed.SelectMany(CarriedFiles.Read).Select(document => Installation.Move(document, inNamespace)))
        {
            ResourceKind<JsonObject> kind = KindOf(document);
            ObjectKey key = kind.KeyOf(document);
            await GoneAsync(kind, key, cancel);
            if (await client.FindAsync(kind, key, cancel) is null)
            {
                _made.Push((kind, key));
                await client.ApplyAsync(kind, key, document, ClusterAccess.Apply, cancel);
            }
        }

        foreach ((ResourceKind<JsonObject> kind, ObjectKey key) in _made.Where(made => made.Kind.Kind == "CustomResourceDefinition"))
        {
            await EstablishedAsync(kind, key, cancel);
        }
    }

    /// <summary>Takes away what was installed, and waits until it is gone: the next one could not install into what is going.</summary>
    public async Task RemoveAsync(CancellationToken cancel)
    {
        List<(ResourceKind<JsonObject> Kind, ObjectKey Key)> going = [];
        while (_made.TryPop(out (ResourceKind<JsonObject> Kind, ObjectKey Key) made))
        {
            await client.DeleteAsync(made.Kind, made.Key, new V1DeleteOptions(), cancel);
            going.Add(made);
        }

        foreach ((ResourceKind<JsonObject> kind, ObjectKey key) in going)
        {
            await GoneAsync(kind, key, cancel);
        }
    }

    // Namespaces and definitions go in their own time; the rest is gone at once.
    private async Task GoneAsync(ResourceKind<JsonObject> kind, ObjectKey key, CancellationToken cancel)
    {
        long start = time.GetTimestamp();
        while (await client.FindAsync(kind, key, cancel) is { } found && found["metadata"]?["deletionTimestamp"] is not null)
        {
            if (time.GetElapsedTime(start) > s_patience)
            {
                throw new CommandException(
                    $"{kind.Kind} {key.Name} is still being deleted after {s_patience.TotalSeconds} s; see kubectl get {kind.Plural} {key.Name} -o yaml");
            }

            await Task.Delay(s_between, time, cancel);
        }
    }

    private async Task EstablishedAsync(ResourceKind<JsonObject> kind, ObjectKey key, CancellationToken cancel)
    {
        long start = time.GetTimestamp();
        while (!IsEstablished(await client.GetAsync(kind, key, cancel)))
        {
            if (time.GetElapsedTime(start) > s_patience)
            {
                throw new CommandException($"the API server does not serve {key.Name} after {s_patience.TotalSeconds} s; see kubectl describe crd {key.Name}");
            }

            await Task.Delay(s_between, time, cancel);
        }
    }

    private static bool IsEstablished(JsonObject definition) =>
        (definition["status"]?["conditions"] as JsonArray)?.Any(
            condition => (string?)condition?["type"] == "Established" && (string?)condition["status"] == "True") == true;

    private static ResourceKind<JsonObject> KindOf(JsonObject document)
    {
        string[] version = ((string)document["apiVersion"]!).Split('/');
        string kind = (string)document["kind"]!;
        string singular = kind.ToLowerInvariant();
        return Kinds.Namespaces with
        {
            Group = version.Length == 2 ? version[0] : "",
            Version = version[^1],
            Kind = kind,
            Plural = singular.EndsWith('y') ? singular[..^1] + "ies" : singular + "s",
            IsNamespaced = document["metadata"]!["namespace"] is not null,
        };
    }
}
