using System.Text.Json.Nodes;
using k8s.Models;
using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Adds and removes our finalizers, on the very version of the object that was looked at.</summary>
internal sealed class FinalizerWriter(KubernetesClient client)
{
    private static readonly WriteOptions s_options = new() { FieldManager = ApiNames.OperatorManager };

    public Task AddAsync<T>(ResourceKind<T> kind, Store<T> store, T value, ObjectMeta meta, string finalizer, CancellationToken cancel)
        where T : class => SetAsync(kind, store, value, meta, [.. meta.Finalizers ?? [], finalizer], cancel);

    public Task RemoveAsync<T>(ResourceKind<T> kind, Store<T> store, T value, ObjectMeta meta, string finalizer, CancellationToken cancel)
        where T : class => SetAsync(kind, store, value, meta, [.. (meta.Finalizers ?? []).Where(found => found != finalizer)], cancel);

    private async Task SetAsync<T>(
        ResourceKind<T> kind, Store<T> store, T value, ObjectMeta meta, IReadOnlyList<string> finalizers, CancellationToken cancel)
        where T : class
    {
        V1Patch patch = Patch.Merge(new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = meta.Uid,
                ["resourceVersion"] = meta.ResourceVersion,
                ["finalizers"] = new JsonArray([.. finalizers.Select(name => (JsonNode?)name)]),
            },
        });
        T answer = await client.PatchAsync(kind, kind.KeyOf(value), patch, s_options, cancel);
        if (meta.DeletionTimestamp is not null && finalizers.Count == 0)
        {
            store.AssumeDeleted(kind.KeyOf(value), meta.Uid!);
        }
        else
        {
            store.Assume(answer);
        }
    }
}
