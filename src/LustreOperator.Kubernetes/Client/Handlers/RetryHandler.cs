using System.Net;
using Polly;
using Polly.Retry;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Sends a request again that the server turned away unread. 429 is answered before the request is looked at, so any may be repeated; after 503 only what
/// cannot have changed anything.
/// </summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private readonly ResiliencePipeline<HttpResponseMessage> _retry;

    public RetryHandler(KubernetesClientOptions options, TimeProvider time, Random random) =>
        _retry = options.MaxRetries == 0 ? ResiliencePipeline<HttpResponseMessage>.Empty : Pipeline(options, time, random);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _retry.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken).AsTask();

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(KubernetesClientOptions options, TimeProvider time, Random random) =>
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
