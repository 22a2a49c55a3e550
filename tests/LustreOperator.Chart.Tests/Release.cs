using System.Text.Json.Nodes;

namespace LustreOperator.Chart.Tests;

/// <summary>
/// A release as Helm lives it: what is rendered is applied three ways, what was rendered before, what is there and what is rendered now (kubectl's apply
/// does that); what a new rendering lacks goes, but for what says `helm.sh/resource-policy: keep`; an object that is somebody else's is refused.
/// </summary>
internal sealed class Release(LocalCluster cluster, string name, string inNamespace)
{
    private const string NameAnnotation = "meta.helm.sh/release-name";
    private const string NamespaceAnnotation = "meta.helm.sh/release-namespace";

    private IReadOnlyList<JsonObject> _manifest = [];

    /// <summary>`helm install`, and `helm upgrade` where it is installed.</summary>
    /// <returns>What became of each object, a line for each.</returns>
    public async Task<string[]> ApplyAsync(params string[] values)
    {
        Rendering rendered = await RenderAsync(values);
        foreach (JsonNode found in await cluster.FindAsync(rendered.Objects))
        {
            if ((string?)found["metadata"]!["annotations"]?[NameAnnotation] != name)
            {
                throw new InvalidOperationException($"{Rendering.Id(found)} exists and cannot be imported into the current release: invalid ownership metadata");
            }
        }

        string applied = await cluster.ApplyAsync(rendered.Objects.Select(Owned));

        // Of what leaves a release while it lives, Helm looks at what is there.
        IEnumerable<JsonObject> left = _manifest.Where(before => rendered.Objects.All(now => Rendering.Id(now) != Rendering.Id(before)));
        await cluster.DeleteAsync([.. (await cluster.FindAsync([.. left])).Where(found => !Rendering.IsKept(found)).Select(found => found.AsObject())]);
        _manifest = rendered.Objects;
        return applied.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>`helm uninstall`.</summary>
    public async Task UninstallAsync()
    {
        await cluster.DeleteAsync([.. _manifest.Where(left => !Rendering.IsKept(left)).Reverse()]);
        _manifest = [];
    }

    /// <summary>The stored release, as if the chart had rendered no annotation to keep anything.</summary>
    public void ForgetWhatIsKept()
    {
        foreach (JsonObject found in _manifest.Where(Rendering.IsKept))
        {
            found["metadata"]!["annotations"]!.AsObject().Remove("helm.sh/resource-policy");
        }
    }

    private async Task<Rendering> RenderAsync(string[] values)
    {
        bool isServed = (await cluster.Kubectl(null, "api-resources", "-o", "name")).Contains("kvmhosts.lustre-operator.dev", StringComparison.Ordinal);
        return await Renderer.RenderAsync(new RenderRequest
        {
            Release = name,
            Namespace = inNamespace,
            IsUpgrade = _manifest.Count > 0,
            Values = values,
            APIVersions = isServed ? ["lustre-operator.dev/v1alpha1", "lustre-operator.dev/v1alpha1/KvmHost"] : [],
            Objects = isServed ? [.. (await cluster.GetAsync("kvmhosts"))["items"]!.AsArray().Select(host => (object)host!)] : [],
        });
    }

    private JsonObject Owned(JsonObject rendered)
    {
        JsonObject owned = (JsonObject)rendered.DeepClone();
        JsonObject metadata = owned["metadata"]!.AsObject();
        metadata["annotations"] ??= new JsonObject();
        metadata["labels"] ??= new JsonObject();
        metadata["annotations"]![NameAnnotation] = name;
        metadata["annotations"]![NamespaceAnnotation] = inNamespace;
        metadata["labels"]!["app.kubernetes.io/managed-by"] = "Helm";
        return owned;
    }
}
