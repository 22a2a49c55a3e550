using Polly;
using Polly.CircuitBreaker;

namespace LustreOperator.Libvirt.Connections;

/// <summary>
/// Fails calls at once while the daemon, though connected, lets nearly every call run into its time limit: each such call would hold one of the few
/// places for minutes. One hanging domain among others that answer does not open it.
/// </summary>
internal sealed class CallBreaker(string uri, TimeProvider time)
{
    /// <summary>So much of the calls must have timed out...</summary>
    public const double FailureRatio = 0.9;

    /// <summary>...of at least this many calls...</summary>
    public const int MinimumCalls = 4;

    /// <summary>...within so long.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    /// <summary>How long calls then fail at once, until one is let through to try.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<LibvirtTimeoutException>(),
            FailureRatio = FailureRatio,
            MinimumThroughput = MinimumCalls,
            SamplingDuration = Window,
            BreakDuration = Pause,
        })
        .Build();

    /// <summary>Makes the call, unless it is known to be in vain.</summary>
    /// <exception cref="LibvirtUnreachableException">The breaker is open; nothing was done.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async _ => await call(), cancellationToken);
        }
        catch (BrokenCircuitException open)
        {
            throw new LibvirtUnreachableException(
                LibvirtErrorKind.Unreachable,
                uri,
                $"libvirtd at {uri} is connected but lets nearly every call run into its time limit. Look at its log and its load; "
                    + $"calls are tried again within {Pause.TotalSeconds:0} s.",
                open);
        }
    }
}
