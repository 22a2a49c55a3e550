using LustreOperator.Libvirt.Events;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace LustreOperator.Libvirt.Connections;

/// <summary>
/// Keeps a link to the daemon: opens it, and opens it again when it is lost, without end, waiting longer after each failure. While there is none, calls
/// fail at once with the error of the last attempt; only the first attempt is waited for.
/// </summary>
internal sealed partial class LinkKeeper : IAsyncDisposable
{
    private readonly LibvirtOptions _options;
    private readonly ILogger _logger;
    private readonly Action<HypervisorEvent> _post;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One thread: an attempt that hangs in the native call holds off the next ones rather than piling up with them.
    private readonly CallLane _openings;
    private readonly ResiliencePipeline _retries;
    private readonly Task _keeping;
    private volatile LibvirtLink? _link;
    private volatile LibvirtUnreachableException? _fault;

    public LinkKeeper(LibvirtOptions options, TimeProvider time, ILogger logger, Action<HypervisorEvent> post)
    {
        _options = options;
        _logger = logger;
        _post = post;
        _openings = new CallLane("connect", 1, time);
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<LibvirtUnreachableException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.ReconnectDelay,
            MaxDelay = options.MaxReconnectDelay,
            OnRetry = attempt =>
            {
                LogAttemptFailed(attempt.AttemptNumber + 1, attempt.RetryDelay, attempt.Outcome.Exception!.Message);
                return default;
            },
        }).Build();
        _keeping = KeepAsync();
    }

    public bool IsConnected => _link is not null;

    public int OverdueCalls => _openings.Overdue;

    /// <summary>The link there is now.</summary>
    /// <exception cref="LibvirtUnreachableException">There is none.</exception>
    public async ValueTask<LibvirtLink> GetAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, typeof(LibvirtHypervisor));
        if (_link is { } link)
        {
            return link;
        }

        await _firstAttempt.Task.WaitAsync(cancellationToken);
        return _link ?? throw Unreachable();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync();
            await _keeping;
            _openings.Dispose();
        }
    }

    private LibvirtUnreachableException Unreachable()
    {
        LibvirtUnreachableException? fault = _fault;
        return fault is null
            ? new(LibvirtErrorKind.Unreachable, _options.Uri, $"The connection to {_options.Uri} was lost and is being opened anew.")
            : new(fault.Kind, fault.Uri, fault.Message, fault);
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await KeepOneAsync(await _retries.ExecuteAsync(async token => await OpenAsync(token), _stopping.Token));
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _firstAttempt.TrySetResult();
        }
    }

    private async Task KeepOneAsync(LibvirtLink link)
    {
        _fault = null;
        _link = link;
        _firstAttempt.TrySetResult();
        LogConnected(_options.Uri);
        _post(new ConnectionRestored());
        try
        {
            string reason = await link.Lost.WaitAsync(_stopping.Token);
            _link = null;
            LogLost(_options.Uri, reason);
            _post(new ConnectionLost(reason));
        }
        finally
        {
            _link = null;
            await CloseAsync(link);
        }
    }

    private async Task<LibvirtLink> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _openings.RunAsync(
                $"Connecting to {_options.Uri}", () => LibvirtLink.Open(_options, _post, DomainCallbacks.All), _options.ConnectTimeout, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _fault = LinkErrors.NotConnected(_options.Uri, exception);
            _firstAttempt.TrySetResult();
            throw _fault;
        }
    }

    /// <summary>Closing talks to the daemon too, which may hang: it is not waited for longer than opening.</summary>
    private async Task CloseAsync(LibvirtLink link)
    {
        try
        {
            await _openings.RunAsync(
                "Disconnecting",
                () =>
                {
                    link.Dispose();
                    return true;
                },
                _options.ConnectTimeout,
                CancellationToken.None);
        }
        catch (LibvirtException)
        {
            // Its thread is still at it; the daemon's silence was said before.
        }
    }
}
