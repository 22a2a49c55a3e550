using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using k8s.Autorest;

namespace LustreOperator.Kubernetes;

/// <summary>
/// The client library's client, with retries, rate, time limits and metrics before its network, and with whatever goes wrong turned into a
/// <see cref="KubernetesException"/>. Its generated calls are not used: their paths are not escaped and their answers are read while a thread waits.
/// </summary>
internal sealed class ApiConnection : k8s.Kubernetes
{
    private readonly KubernetesConnection _connection;
    private readonly TimeProvider _time;

    public ApiConnection(
        KubernetesConnection connection, KubernetesClientOptions options, TimeProvider time, Random random, KubernetesMetrics? metrics)
        : base(connection.Configuration(options.UserAgent), Handlers(connection, options, time, random, metrics))
    {
        _connection = connection;
        _time = time;
    }

    /// <summary>Sends and reads the whole answer; the answer of a refusal is thrown.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query below the server's address, escaped.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancel)
    {
        using HttpResponseMessage response = await SendForHeadersAsync(method, path, body, isStream: false, cancel);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    /// <summary>Opens a stream: returns as soon as the server said yes.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancel) =>
        SendForHeadersAsync(HttpMethod.Get, path, body: null, isStream: true, cancel);

    public Uri Address(string path) => new(BaseUri, path);

    public KubernetesUnreachableException Unreachable(string path, Exception fault) => new(Address(path), Explain(fault), fault);

    public static bool IsNetworkFault(Exception fault) => fault is HttpRequestException or IOException or SocketException;

    private async Task<HttpResponseMessage> SendForHeadersAsync(
        HttpMethod method, string path, HttpContent? body, bool isStream, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(method, Address(path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = body,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Options.Set(DeadlineHandler.IsStream, isStream);
        foreach ((string name, string value) in _connection.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            return await SendRequestRaw("", request, cancel);
        }
        catch (HttpOperationException refusal)
        {
            KubernetesStatusException refused = Refusal.Of(refusal, _time.GetUtcNow());
            if (!refused.IsUnauthorized)
            {
                throw refused;
            }

            _connection.Login?.Refused(request.Headers.Authorization);
            throw WithAdvice(refused);
        }
        catch (Exception fault) when (IsNetworkFault(fault) || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // A connection that is not made in time is a cancellation too for SocketsHttpHandler, though nobody cancelled.
            throw Unreachable(path, fault);
        }
    }

    // A server's word for it is "Unauthorized" alone.
    private KubernetesStatusException WithAdvice(KubernetesStatusException refused) => new(
        refused.Code,
        refused.Reason,
        $"{refused.Message}: {BaseUri} does not accept the credentials of {_connection.Source}; has the token expired?",
        refused.Causes,
        refused.RetryAfter);

    private string Explain(Exception fault)
    {
        string detail = fault.InnerException is { } inner && fault.Message != inner.Message
            ? $"{fault.Message} ({inner.Message})"
            : fault.Message;
        string advice = fault switch
        {
            { InnerException: AuthenticationException } => "check the certificate authority of",
            _ => "is the API server running, and is this its address? It comes from",
        };
        return $"{detail}; {advice} {_connection.Source}";
    }

    private static DelegatingHandler[] Handlers(
        KubernetesConnection connection, KubernetesClientOptions options, TimeProvider time, Random random, KubernetesMetrics? metrics)
    {
        List<DelegatingHandler> handlers = [new RetryHandler(options, time, random), new RateHandler(new(options.QueriesPerSecond, options.Burst, time))];
        if (metrics is not null)
        {
            handlers.Add(new MetricsHandler(metrics, time));
        }

        handlers.Add(new DeadlineHandler(options.RequestTimeout, time));
        if (connection.Network is { } network)
        {
            handlers.Add(new NetworkHandler(network));
        }

        return [.. handlers];
    }

    /// <summary>Ends the chain in a network that somebody else made, before the library's own.</summary>
    private sealed class NetworkHandler(HttpMessageHandler network) : DelegatingHandler
    {
        private readonly HttpMessageInvoker _network = new(network, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _network.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _network.Dispose();
            base.Dispose(disposing);
        }
    }
}
