using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Whether a holder is still alive, told by when *we* last saw its Lease change, on our monotonic clock: the clocks of other machines
/// may be wrong. Right after a start every held lease therefore counts as fresh. Not safe for concurrent use.
/// </summary>
public sealed class LeaseObservation(TimeProvider time)
{
    private long _changedAt;

    /// <summary>As last seen; null before the first look. A Lease made by hand may have no spec.</summary>
    public V1Lease? Lease { get; private set; }

    /// <summary>Who holds it, as last seen; "" when nobody does.</summary>
    public string Holder => Lease?.Spec?.HolderIdentity ?? "";

    /// <summary>Since the last change that was seen.</summary>
    public TimeSpan Age => Lease is null ? TimeSpan.Zero : time.GetElapsedTime(_changedAt);

    /// <summary>Nobody holds it, or the holder let its own leaseDurationSeconds pass without a renewal. False before the first look.</summary>
    public bool IsFree => Lease is not null && (Holder.Length == 0 || Left <= TimeSpan.Zero);

    /// <summary>Until it expires, if the holder stays silent.</summary>
    public TimeSpan Left => TimeSpan.FromSeconds(Lease?.Spec?.LeaseDurationSeconds ?? 0) - Age;

    public void Look(V1Lease lease)
    {
        if (Lease is null || Lease.Metadata?.Uid != lease.Metadata?.Uid || Lease.Spec?.RenewTime != lease.Spec?.RenewTime
            || Lease.Spec?.HolderIdentity != lease.Spec?.HolderIdentity || Lease.Spec?.AcquireTime != lease.Spec?.AcquireTime)
        {
            _changedAt = time.GetTimestamp();
        }

        Lease = lease;
    }
}
