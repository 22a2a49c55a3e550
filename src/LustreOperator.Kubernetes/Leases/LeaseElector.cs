using k8s.Models;
using Microsoft.Extensions.Logging;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Holds a Lease: for leader election, or as a lock with a heartbeat. Taken once; renewed until cancelled (then released) or until it
/// cannot be renewed in time (then given up for good: <see cref="Lost"/>, and <see cref="RunAsync"/> throws). One use per instance.
/// </summary>
public sealed partial class LeaseElector : IDisposable
{
    private readonly KubernetesClient _client;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _log;
    private readonly KubernetesMetrics? _metrics;
    private readonly LeaseObservation _seen;
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource _acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _lastProblem = "";

    // When the request of the last renewal that succeeded was sent: others count from when they see it, which is later. 0: not held.
    private long _renewedAt;

    public LeaseElector(
        KubernetesClient client, LeaseOptions options, TimeProvider time, Random random, ILogger log, KubernetesMetrics? metrics = null)
    {
        options.Validate();
        _client = client;
        _options = options;
        _time = time;
        _random = random;
        _log = log;
        _metrics = metrics;
        _metrics?.LeaseWanted(options.Name, () => IsHeld);
        _seen = new LeaseObservation(time);
        Lost = _lost.Token;
    }

    /// <summary>Completes when the Lease is ours; faults when it never will be.</summary>
    public Task Acquired => _acquired.Task;

    /// <summary>Cancelled when the Lease is ours no more, whatever the reason. Bind the work that needs it to this.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether it is ours at this moment. Expires by itself <see cref="LeaseOptions.RenewDeadline"/> after the last renewal.</summary>
    public bool IsHeld
    {
        get
        {
            long renewed = Interlocked.Read(ref _renewedAt);
            return renewed != 0 && !_lost.IsCancellationRequested && _time.GetElapsedTime(renewed) < _options.RenewDeadline;
        }
    }

    private ObjectKey Key => new(_options.Namespace, _options.Name);

    /// <summary>
    /// Takes the Lease as soon as it is free, and keeps it until cancelled. Throws <see cref="LeaseLostException"/> when it is lost.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await AcquireAsync(cancel);
            LogAcquired(Key, _options.Identity);
            _acquired.TrySetResult();
            await HoldAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _acquired.TrySetCanceled(cancel);
            await ReleaseAsync();
        }
        catch (Exception fault)
        {
            _acquired.TrySetException(fault);
            throw;
        }
        finally
        {
            await _lost.CancelAsync();
        }
    }

    public void Dispose()
    {
        _metrics?.LeaseGivenUp(_options.Name);
        _lost.Dispose();
    }

    private async Task AcquireAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                if (await TryAcquireAsync(cancel))
                {
                    return;
                }
            }
            catch (KubernetesException fault)
            {
                LogOnce(fault.Message);
            }

            await Task.Delay(_options.RetryPeriod * (1 + (0.2 * _random.NextDoubleLocked())), _time, cancel);
        }
    }

    private async Task<bool> TryAcquireAsync(CancellationToken cancel)
    {
        V1Lease? current = await _client.FindAsync(LeaseKind.Resource, Key, cancel);
        if (current is null)
        {
            if (!_options.CreateWhenMissing)
            {
                LogOnce("there is no such Lease, and this identity may not make it");
                return false;
            }

            V1Lease made = new()
            {
                ApiVersion = LeaseKind.Resource.ApiVersion,
                Kind = LeaseKind.Resource.Kind,
                Metadata = new V1ObjectMeta { NamespaceProperty = Key.Namespace, Name = Key.Name },
            };
            return await WriteAsync(lease => _client.CreateAsync(LeaseKind.Resource, lease, WriteOptions.Default, cancel), Taken(made));
        }

        _seen.Look(current);
        if (_options.Refuse?.Invoke(current) is { } reason)
        {
            LogOnce(reason);
            return false;
        }

        if (!_seen.IsFree)
        {
            LogOnce($"held by {_seen.Holder}");
            return false;
        }

        return await WriteAsync(lease => _client.ReplaceAsync(LeaseKind.Resource, lease, WriteOptions.Default, cancel), Taken(current));
    }

    private async Task HoldAsync(CancellationToken cancel)
    {
        string problem = "";
        bool isFailing = false;
        while (true)
        {
            await Task.Delay(isFailing ? _options.RetryPeriod : _options.RenewPeriod, _time, cancel);
            TimeSpan left = _options.RenewDeadline - _time.GetElapsedTime(_renewedAt);
            if (left <= TimeSpan.Zero)
            {
                throw GiveUp($"not renewed for {_options.RenewDeadline.TotalSeconds} s; {problem}");
            }

            using CancellationTokenSource deadline = new(left, _time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
            try
            {
                await RenewAsync(either.Token);
                isFailing = false;
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                throw GiveUp($"not renewed for {_options.RenewDeadline.TotalSeconds} s; the last try did not come back. {problem}");
            }
            catch (KubernetesException fault) when (fault is not LeaseLostException)
            {
                problem = fault.Message;
                isFailing = true;
                LogOnce(problem);
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancel)
    {
        V1Lease held = _seen.Lease!;
        try
        {
            V1Lease renewed = held with { Spec = held.Spec with { RenewTime = _time.GetUtcNow().UtcDateTime } };
            await WriteAsync(lease => _client.ReplaceAsync(LeaseKind.Resource, lease, WriteOptions.Default, cancel), renewed);
        }
        catch (KubernetesStatusException refusal) when (refusal.IsNotFound)
        {
            throw GiveUp("it was deleted");
        }
        catch (KubernetesStatusException refusal) when (refusal.IsConflict)
        {
            // Somebody wrote it: a person's label is taken over by the next try, a new holder ends it.
            V1Lease? current = await _client.FindAsync(LeaseKind.Resource, Key, cancel);
            if (current is null || current.Metadata.Uid != held.Metadata.Uid || current.Spec?.HolderIdentity != _options.Identity)
            {
                throw GiveUp(current is null ? "it was deleted" : $"{current.Spec?.HolderIdentity} holds it now");
            }

            _seen.Look(current);
            throw;
        }
    }

    private async Task<bool> WriteAsync(Func<V1Lease, Task<V1Lease>> write, V1Lease lease)
    {
        long sent = Math.Max(1, _time.GetTimestamp());
        _seen.Look(await write(lease));
        Interlocked.Exchange(ref _renewedAt, sent);
        _lastProblem = "";
        return true;
    }

    private V1Lease Taken(V1Lease lease)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        Dictionary<string, string> annotations = new(lease.Metadata.Annotations ?? new Dictionary<string, string>());
        foreach ((string name, string value) in _options.Annotations)
        {
            annotations[name] = value;
        }

        return lease with
        {
            Metadata = lease.Metadata with { Annotations = annotations.Count == 0 ? null : annotations },
            Spec = (lease.Spec ?? new V1LeaseSpec()) with
            {
                HolderIdentity = _options.Identity,
                LeaseDurationSeconds = (int)Math.Ceiling(_options.Duration.TotalSeconds),
                AcquireTime = now,
                RenewTime = now,
                LeaseTransitions = lease.Metadata.Uid is null ? 0 : (lease.Spec?.LeaseTransitions ?? 0) + 1,
            },
        };
    }

    private async Task ReleaseAsync()
    {
        bool wasHeld = IsHeld;
        Interlocked.Exchange(ref _renewedAt, 0);
        if (!wasHeld)
        {
            return;
        }

        V1Lease held = _seen.Lease!;
        V1Lease free = held with
        {
            Spec = held.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = _time.GetUtcNow().UtcDateTime },
        };
        using CancellationTokenSource limit = new(_options.RetryPeriod, _time);
        try
        {
            await _client.ReplaceAsync(LeaseKind.Resource, free, WriteOptions.Default, limit.Token);
            LogReleased(Key);
        }
        catch (Exception fault) when (fault is KubernetesException or OperationCanceledException)
        {
            LogNotReleased(Key, fault.Message);
        }
    }

    private LeaseLostException GiveUp(string why)
    {
        Interlocked.Exchange(ref _renewedAt, 0);
        return new LeaseLostException(Key.ToString(), why);
    }

    private void LogOnce(string problem)
    {
        if (problem != _lastProblem)
        {
            _lastProblem = problem;
            LogWaiting(Key, problem);
        }
    }

    [LoggerMessage(300, LogLevel.Information, "lease {Key}: acquired as {Identity}")]
    private partial void LogAcquired(ObjectKey key, string identity);

    [LoggerMessage(301, LogLevel.Information, "lease {Key}: {Problem}")]
    private partial void LogWaiting(ObjectKey key, string problem);

    [LoggerMessage(302, LogLevel.Information, "lease {Key}: released")]
    private partial void LogReleased(ObjectKey key);

    [LoggerMessage(303, LogLevel.Warning, "lease {Key}: not released, others wait until it expires: {Problem}")]
    private partial void LogNotReleased(ObjectKey key, string problem);
}
