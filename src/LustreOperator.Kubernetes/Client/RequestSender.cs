using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Polly;
using Polly.Retry;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Sends a request within the client's rate, again when the server turned it away unread, each try within its time limit, and turns
/// whatever goes wrong into a <see cref="KubernetesException"/>.
/// </summary>
internal sealed class RequestSender : IDisposable
{
    private readonly KubernetesConnection _connection;
    private readonly KubernetesClientOptions _options;
    private readonly TimeProvider _time;
    private readonly KubernetesMetrics? _metrics;
    private readonly HttpMessageInvoker _http;
    private readonly TokenBucket _rate;
    private readonly ResiliencePipeline<HttpResponseMessage> _retry;

    public RequestSender(
        KubernetesConnection connection, KubernetesClientOptions options, TimeProvider time, Random random, KubernetesMetrics? metrics)
    {
        _connection = connection;
        _options = options;
        _time = time;
        _metrics = metrics;
        _http = new HttpMessageInvoker(connection.Handler, disposeHandler: false);
        _rate = new TokenBucket(options.QueriesPerSecond, options.Burst, time);
        _retry = options.MaxRetries == 0 ? ResiliencePipeline<HttpResponseMessage>.Empty : Retry(options, time, random);
    }

    /// <summary>Sends and reads the whole answer; the answer of a refusal is thrown.</summary>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, RequestBody? body, CancellationToken cancel)
    {
        using HttpResponseMessage response = await SendForHeadersAsync(method, path, body, bodyToo: true, cancel);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    /// <summary>Opens a stream: returns as soon as the server said yes.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancel) =>
        SendForHeadersAsync(HttpMethod.Get, path, body: null, bodyToo: false, cancel);

    public Uri Address(string path) => new(_connection.BaseAddress, path);

    public KubernetesUnreachableException Unreachable(string path, Exception fault) => new(Address(path), Explain(fault), fault);

    public static bool IsNetworkFault(Exception fault) => fault is HttpRequestException or IOException or SocketException;

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendForHeadersAsync(
        HttpMethod method, string path, RequestBody? body, bool bodyToo, CancellationToken cancel)
    {
        HttpResponseMessage response = await _retry.ExecuteAsync(
            async token => await TryOnceAsync(method, path, body, bodyToo, token), cancel);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            byte[] refusal = bodyToo ? await response.Content.ReadAsByteArrayAsync(cancel) : await ReadLimitedAsync(response, path, cancel);
            KubernetesStatusException refused = StatusReader.Read((int)response.StatusCode, response.Headers.RetryAfter, refusal, _time.GetUtcNow());
            throw refused.IsUnauthorized ? WithAdvice(refused) : refused;
        }
    }

    // A server's word for it is "Unauthorized" alone.
    private KubernetesStatusException WithAdvice(KubernetesStatusException refused) => new(
        refused.Code,
        refused.Reason,
        $"{refused.Message}: {_connection.BaseAddress} does not accept the credentials of {_connection.Source}; has the token expired?",
        refused.Causes,
        refused.RetryAfter);

    private async Task<HttpResponseMessage> TryOnceAsync(
        HttpMethod method, string path, RequestBody? body, bool bodyToo, CancellationToken cancel)
    {
        await _rate.WaitAsync(cancel);
        using HttpRequestMessage request = Request(method, path, body);
        using CancellationTokenSource limit = new(_options.RequestTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        long start = _time.GetTimestamp();
        string code = "<error>";
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, either.Token);
            if (bodyToo)
            {
                await response.Content.LoadIntoBufferAsync(either.Token);
            }

            code = ((int)response.StatusCode).ToString();
            return response;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            response?.Dispose();
            throw new KubernetesUnreachableException(
                Address(path), $"no whole answer to {method} /{path} within {_options.RequestTimeout.TotalSeconds} s");
        }
        catch (Exception fault) when (IsNetworkFault(fault) || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // A connection that is not made in time is a cancellation too for SocketsHttpHandler, though nobody cancelled.
            response?.Dispose();
            throw Unreachable(path, fault);
        }
        finally
        {
            _metrics?.Requested(method.Method, code, bodyToo ? _time.GetElapsedTime(start) : null);
        }
    }

    private async Task<byte[]> ReadLimitedAsync(HttpResponseMessage response, string path, CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(_options.RequestTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await response.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (Exception fault) when (IsNetworkFault(fault) || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return [];
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, RequestBody? body)
    {
        HttpRequestMessage request = new(method, Address(path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        if (body is not null)
        {
            request.Content = new ReadOnlyMemoryContent(body.Bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.MediaType);
        }

        return request;
    }

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

    // 429 is answered before the request is looked at, so any may be repeated; after 503 only what cannot have changed anything.
    private static ResiliencePipeline<HttpResponseMessage> Retry(KubernetesClientOptions options, TimeProvider time, Random random) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.MaxRetries,
                Delay = TimeSpan.FromMilliseconds(500),
                MaxDelay = options.MaxRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDoubleLocked,
                ShouldHandle = arguments => ValueTask.FromResult(MayRepeat(arguments.Outcome.Result, options.MaxRetryDelay, time)),
                DelayGenerator = arguments => ValueTask.FromResult(WaitAsked(arguments.Outcome.Result, time)),
            })
            .Build();

    private static bool MayRepeat(HttpResponseMessage? response, TimeSpan longest, TimeProvider time) =>
        response is not null
        && (WaitAsked(response, time) is not { } wait || wait <= longest)
        && (response.StatusCode == HttpStatusCode.TooManyRequests
            || (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.RequestMessage?.Method == HttpMethod.Get));

    private static TimeSpan? WaitAsked(HttpResponseMessage? response, TimeProvider time) =>
        response?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
            _ => null,
        };
}
