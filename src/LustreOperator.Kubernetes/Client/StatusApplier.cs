using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Writes statuses by server-side apply. One that the server refuses for what is in it gives way to a lesser one, so that people are told: the
/// summary must not stay as it was while the rest of the status cannot be written.
/// </summary>
/// <param name="client">The API.</param>
/// <param name="fieldManager">Who owns the fields.</param>
/// <param name="time">The clock.</param>
public sealed class StatusApplier(KubernetesClient client, string fieldManager, TimeProvider time)
{
    /// <summary>What was refused is not sent again for so long: only another schema would take it.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(10);

    /// <summary>Refusals that are remembered; beyond it all are forgotten.</summary>
    private const int MaxRemembered = 4096;

    private readonly ConcurrentDictionary<string, Refused> _refused = new();
    private readonly WriteOptions _options = new() { Subresource = "status", FieldManager = fieldManager, Force = true };

    /// <summary>Applies a status to this incarnation and version of an object.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="value">The object as last seen.</param>
    /// <param name="status">The fields of its status that are to be ours.</param>
    /// <param name="lesser">What to write instead, by the server's words, the fullest first. None: the refusal is thrown.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>
    /// The server's answer, and what it said of the whole status when it took only a lesser one. The object as it was when the same status was refused a
    /// short time ago: nothing is sent then.
    /// </returns>
    public async Task<(T Answer, KubernetesStatusException? Refusal)> ApplyAsync<T>(
        ResourceKind<T> kind, T value, JsonNode status, Func<string, IEnumerable<JsonNode>> lesser, CancellationToken cancel)
        where T : class
    {
        string uid = kind.Identify(value).Uid;
        if (_refused.TryGetValue(uid, out Refused? before) && time.GetElapsedTime(before.At) < s_again && JsonNode.DeepEquals(before.Status, Timeless(status)))
        {
            return (value, before.Refusal);
        }

        try
        {
            T answer = await SendAsync(kind, value, status, cancel);
            _refused.TryRemove(uid, out _);
            return (answer, null);
        }
        catch (KubernetesStatusException refusal) when (IsOfContent(refusal))
        {
            foreach (JsonNode less in lesser(refusal.Message))
            {
                try
                {
                    T answer = await SendAsync(kind, value, less, cancel);
                    Remember(uid, new Refused(Timeless(status), refusal, time.GetTimestamp()));
                    return (answer, refusal);
                }
                catch (KubernetesStatusException again) when (IsOfContent(again))
                {
                    // The next one says less still.
                }
            }

            throw;
        }
    }

    private void Remember(string uid, Refused refused)
    {
        if (_refused.Count >= MaxRemembered)
        {
            _refused.Clear();
        }

        _refused[uid] = refused;
    }

    // When a condition changed depends on what the lesser status said of it.
    private static JsonNode Timeless(JsonNode status)
    {
        JsonNode copy = status.DeepClone();
        foreach (JsonObject condition in (copy["conditions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            condition.Remove("lastTransitionTime");
        }

        return copy;
    }

    // 422 by the schema, 400 by the merge, 413 and 500 by the size (etcd's limit comes as an internal error).
    private static bool IsOfContent(KubernetesStatusException refusal) => refusal.Code is 400 or 413 or 422 or 500;

    // The version makes sure that a status never lands on a newer object of the same name: a server looks at no UID here.
    private Task<T> SendAsync<T>(ResourceKind<T> kind, T value, JsonNode status, CancellationToken cancel)
        where T : class
    {
        ObjectIdentity identity = kind.Identify(value);
        JsonObject fields = new()
        {
            ["metadata"] = new JsonObject { ["uid"] = identity.Uid, ["resourceVersion"] = identity.ResourceVersion },
            ["status"] = status.DeepClone(),
        };
        return client.ApplyAsync(kind, identity.Key, fields, _options, cancel);
    }

    private sealed record Refused(JsonNode Status, KubernetesStatusException Refusal, long At);
}
