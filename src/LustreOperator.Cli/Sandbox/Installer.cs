using System.Text.Json.Nodes;
using LustreOperator.Cli.Cluster;
using LustreOperator.Cli.CommandLine;
using LustreOperator.Kubernetes;

namespace LustreOperator.Cli.Sandbox;

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

    public async Task RemoveAsync(CancellationToken cancel)
    {
        while (_made.TryPop(out (ResourceKind<JsonObject> Kind, ObjectKey Key) made))
        {
            await client.DeleteAsync(made.Kind, made.Key, new DeleteOptions(), cancel);
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
