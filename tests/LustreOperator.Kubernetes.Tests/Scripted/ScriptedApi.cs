using System.Net;
using System.Threading.Channels;
using LustreOperator.TestKit;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>An API server that the test plays itself: it takes each request in turn and says what the answer is.</summary>
internal sealed class ScriptedApi : HttpMessageHandler
{
    private readonly Channel<ScriptedRequest> _requests = Channel.CreateUnbounded<ScriptedRequest>();
    private int _count;

    /// <summary>Requests so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>When set, answers every request itself, instead of the test.</summary>
    public Action<ScriptedRequest>? Always { get; set; }

    /// <summary>Sees the address of every request, as it is sent.</summary>
    public Action<Uri>? OnUri { get; set; }

    public Task<ScriptedRequest> NextAsync() => Eventually.Completes(_requests.Reader.ReadAsync().AsTask(), text: "the next request");

    /// <summary>The next request, while time moves on until it comes.</summary>
    public async Task<ScriptedRequest> NextAsync(ManualTimeProvider time, TimeSpan step)
    {
        ScriptedRequest? request = null;
        await Eventually.That(() => _requests.Reader.TryRead(out request), time, step, text: "the next request");
        return request!;
    }

    public bool TryNext(out ScriptedRequest? request) => _requests.Reader.TryRead(out request);

    public KubernetesConnection Connection() => new(new Uri("http://scripted.test/"), this, "lab", "a scripted server");

    public KubernetesClient Client(TimeProvider time, Action<KubernetesClientOptions>? configure = null)
    {
        KubernetesClientOptions options = new();
        configure?.Invoke(options);
        return new KubernetesClient(Connection(), options, time, new Random(1));
    }

    public void Take(ScriptedRequest request)
    {
        Interlocked.Increment(ref _count);
        if (Always is { } always)
        {
            always(request);
        }
        else
        {
            _requests.Writer.TryWrite(request);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        OnUri?.Invoke(request.RequestUri!);
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Dictionary<string, string> headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value));
        ScriptedRequest scripted = new(request.Method.Method, request.RequestUri!.PathAndQuery, headers, body);
        Take(scripted);
        ScriptedAnswer answer;
        try
        {
            answer = await scripted.Answered.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            scripted.Abandoned.TrySetResult();
            throw;
        }

        HttpResponseMessage response = new((HttpStatusCode)answer.Status)
        {
            Content = new StreamContent(answer.Body.AsStream()),
            RequestMessage = request,
        };
        if (answer.RetryAfterSeconds is { } seconds)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", $"{seconds}");
        }

        return response;
    }
}
