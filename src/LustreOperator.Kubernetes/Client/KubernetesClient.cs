using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>
/// The Kubernetes API in typed calls. Every call throws a <see cref="KubernetesException"/>: <see cref="KubernetesStatusException"/>
/// when the server refuses, <see cref="KubernetesUnreachableException"/> when there is no answer. Safe for concurrent use.
/// </summary>
public sealed class KubernetesClient : IDisposable
{
    private static readonly JsonTypeInfo<V1DeleteOptions> s_deleteOptions = LibraryJson.Of<V1DeleteOptions>();

    private readonly KubernetesClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ApiConnection _connection;

    public KubernetesClient(
        KubernetesConnection connection,
        KubernetesClientOptions options,
        TimeProvider time,
        Random random,
        KubernetesMetrics? metrics = null)
    {
        options.Validate();
        _options = options;
        _time = time;
        _connection = new ApiConnection(connection, options, time, random, metrics);
        Namespace = connection.Namespace;
    }

    /// <summary>The namespace of the connection (kubeconfig's context or the pod's own).</summary>
    public string Namespace { get; }

    public Task<T> GetAsync<T>(ResourceKind<T> kind, ObjectKey key, CancellationToken cancel)
        where T : class => SendForObjectAsync(HttpMethod.Get, kind, kind.ObjectPath(key, subresource: null), body: null, cancel);

    /// <summary>The object, or null when there is none.</summary>
    public async Task<T?> FindAsync<T>(ResourceKind<T> kind, ObjectKey key, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await GetAsync(kind, key, cancel);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>One page. Its <see cref="ResourceList{T}.Continue"/> asks for the next; 410 then means: begin again.</summary>
    public async Task<ResourceList<T>> ListPageAsync<T>(ResourceKind<T> kind, ListOptions options, CancellationToken cancel)
        where T : class
    {
        string path = new QueryString(kind.CollectionPath(options.Namespace))
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("limit", options.Limit > 0 ? options.Limit.ToString() : null)
            .Add("continue", options.Continue)
            .ToString();
        byte[] answer = await _connection.SendAsync(HttpMethod.Get, path, body: null, cancel);
        return Read(HttpMethod.Get, path, answer, json => ObjectReader.ReadList(json.Span, kind));
    }

    /// <summary>All pages of one consistent list. When the pages expire meanwhile, it is begun again, up to three times.</summary>
    public async Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, ListOptions options, CancellationToken cancel)
        where T : class
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return await ListPagesAsync(kind, options, cancel);
            }
            catch (KubernetesStatusException refusal) when (refusal.IsGone && tries < 3)
            {
                // The continue token outlived what the server keeps of the past.
            }
        }
    }

    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T value, WriteOptions options, CancellationToken cancel)
        where T : class
    {
        string path = new QueryString(kind.CollectionPath(kind.Identify(value).Namespace)).Write(options, _options.FieldManager).ToString();
        return SendForObjectAsync(HttpMethod.Post, kind, path, Body(kind, value), cancel);
    }

    /// <summary>Writes the whole object. With a resourceVersion in its metadata a change by others meanwhile answers 409.</summary>
    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T value, WriteOptions options, CancellationToken cancel)
        where T : class => SendForObjectAsync(HttpMethod.Put, kind, WritePath(kind, kind.KeyOf(value), options), Body(kind, value), cancel);

    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ObjectKey key, V1Patch patch, WriteOptions options, CancellationToken cancel)
        where T : class => SendForObjectAsync(HttpMethod.Patch, kind, WritePath(kind, key, options), Body(patch), cancel);

    /// <summary>
    /// Server-side apply: the fields of <paramref name="fields"/>, and only those, become those of our field manager. apiVersion, kind
    /// and name are added when missing. Put metadata.uid in to touch only that incarnation, so that nothing deleted comes back.
    /// </summary>
    public Task<T> ApplyAsync<T>(ResourceKind<T> kind, ObjectKey key, JsonObject fields, WriteOptions options, CancellationToken cancel)
        where T : class
    {
        JsonObject body = (JsonObject)fields.DeepClone();
        body["apiVersion"] ??= kind.ApiVersion;
        body["kind"] ??= kind.Kind;
        if (body["metadata"] is not JsonObject metadata)
        {
            body["metadata"] = metadata = [];
        }

        metadata["name"] ??= key.Name;
        string path = new QueryString(kind.ObjectPath(key, options.Subresource))
            .Write(options, _options.FieldManager)
            .Add("force", options.Force ? "true" : null)
            .ToString();
        return SendForObjectAsync(HttpMethod.Patch, kind, path, Body(new V1Patch(body.ToJsonString(), V1Patch.PatchType.ApplyPatch)), cancel);
    }

    /// <summary>Server-side apply of a whole object as its class writes it.</summary>
    public Task<T> ApplyAsync<T>(ResourceKind<T> kind, T value, WriteOptions options, CancellationToken cancel)
        where T : class =>
        ApplyAsync(kind, kind.KeyOf(value), (JsonObject)JsonSerializer.SerializeToNode(value, kind.Json)!, options, cancel);

    /// <summary>The object as it waits for its finalizers, or null when it is gone (or was before).</summary>
    public async Task<T?> DeleteAsync<T>(ResourceKind<T> kind, ObjectKey key, V1DeleteOptions options, CancellationToken cancel)
        where T : class
    {
        string path = kind.ObjectPath(key, subresource: null);
        try
        {
            byte[] answer = await _connection.SendAsync(HttpMethod.Delete, path, Body(options), cancel);
            return Read(HttpMethod.Delete, path, answer, json =>
                JsonSerializer.Deserialize(json.Span, WireJson.Default.ObjectHeader)?.Kind == "Status"
                    ? null
                    : ObjectReader.ReadObject(json.Span, kind));
        }
        catch (KubernetesStatusException refusal) when (refusal.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// One watch request, until the server closes it (the sequence ends) or it fails (it throws; an ERROR event, such as 410, as
    /// <see cref="KubernetesStatusException"/>). <see cref="Reflector{T}"/> makes an unbroken view of these.
    /// </summary>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, WatchOptions options, [EnumeratorCancellation] CancellationToken cancel)
        where T : class
    {
        string path = new QueryString(kind.CollectionPath(options.Namespace))
            .Add("watch", "true")
            .Add("allowWatchBookmarks", "true")
            .Add("resourceVersion", options.ResourceVersion)
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("timeoutSeconds", ((int)options.Timeout.TotalSeconds).ToString())
            .ToString();
        using HttpResponseMessage response = await _connection.OpenAsync(path, cancel);
        await using LineReader lines = new(response, _connection, path, options, _time);
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            if (Read(HttpMethod.Get, path, line, json => ObjectReader.ReadEvent(json.Span, kind)) is { } change)
            {
                yield return change;
            }
        }
    }

    /// <summary>Any GET that answers JSON: <c>version</c>, discovery, <c>openapi/v3</c>.</summary>
    public async Task<JsonNode> GetJsonAsync(string path, CancellationToken cancel)
    {
        byte[] answer = await _connection.SendAsync(HttpMethod.Get, path.TrimStart('/'), body: null, cancel);
        return Read(HttpMethod.Get, path, answer, json => JsonNode.Parse(json.Span) ?? throw new JsonException("the answer is null"));
    }

    public void Dispose() => _connection.Dispose();

    private async Task<ResourceList<T>> ListPagesAsync<T>(ResourceKind<T> kind, ListOptions options, CancellationToken cancel)
        where T : class
    {
        ResourceList<T> page = await ListPageAsync(kind, options with { Continue = null }, cancel);
        if (page.Continue.Length == 0)
        {
            return page;
        }

        List<T> items = [.. page.Items];
        List<UnreadableObject> unreadable = [.. page.Unreadable];
        while (page.Continue.Length > 0)
        {
            page = await ListPageAsync(kind, options with { Continue = page.Continue }, cancel);
            items.AddRange(page.Items);
            unreadable.AddRange(page.Unreadable);
        }

        return new ResourceList<T>(items, page.ResourceVersion, "", unreadable);
    }

    private async Task<T> SendForObjectAsync<T>(
        HttpMethod method, ResourceKind<T> kind, string path, HttpContent? body, CancellationToken cancel)
        where T : class
    {
        byte[] answer = await _connection.SendAsync(method, path, body, cancel);
        return Read(method, path, answer, json => ObjectReader.ReadObject(json.Span, kind));
    }

    private string WritePath<T>(ResourceKind<T> kind, ObjectKey key, WriteOptions options)
        where T : class =>
        new QueryString(kind.ObjectPath(key, options.Subresource)).Write(options, _options.FieldManager).ToString();

    private static ReadOnlyMemoryContent Body<T>(ResourceKind<T> kind, T value)
        where T : class => Body("application/json", JsonSerializer.SerializeToUtf8Bytes(value, kind.Json));

    private static ReadOnlyMemoryContent Body(V1DeleteOptions options) =>
        Body("application/json", JsonSerializer.SerializeToUtf8Bytes(options with { ApiVersion = "v1", Kind = "DeleteOptions" }, s_deleteOptions));

    private static ReadOnlyMemoryContent Body(V1Patch patch) => Body(
        patch.Type switch
        {
            V1Patch.PatchType.MergePatch => "application/merge-patch+json",
            V1Patch.PatchType.JsonPatch => "application/json-patch+json",
            V1Patch.PatchType.ApplyPatch => "application/apply-patch+yaml",
            _ => throw new ArgumentException($"{patch.Type} is for built-in kinds only", nameof(patch)),
        },
        Encoding.UTF8.GetBytes((string)patch.Content));

    private static ReadOnlyMemoryContent Body(string mediaType, ReadOnlyMemory<byte> bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private static TResult Read<TResult>(HttpMethod method, string path, ReadOnlyMemory<byte> json, Func<ReadOnlyMemory<byte>, TResult> read)
    {
        try
        {
            return read(json);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            throw new KubernetesAnswerException($"{method} /{path}", fault.Message, fault);
        }
    }
}
