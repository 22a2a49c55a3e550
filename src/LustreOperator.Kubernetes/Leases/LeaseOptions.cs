using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>Which Lease to hold, as whom, for how long.</summary>
public sealed class LeaseOptions
{
    /// <summary>Namespace of the Lease. Required.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Name of the Lease. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who we are. Required; unlike that of any other process, also of an earlier one on this machine.</summary>
    public string Identity { get; set; } = "";

    /// <summary>How long others must wait after our last renewal. Default 15 s; whole seconds, more than <see cref="RenewDeadline"/>.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long without a renewal until we give up. Default 10 s; more than <see cref="RenewPeriod"/>.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between two renewals while they succeed. Default 2 s; at least <see cref="RetryPeriod"/>.</summary>
    public TimeSpan RenewPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between two tries to take it, and to renew it after one that failed. Default 2 s; more than 0.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Make the Lease when there is none. Default true; false where only get and update of this one name are allowed.</summary>
    public bool CreateWhenMissing { get; set; } = true;

    /// <summary>Written to the Lease when it is taken, such as what it is bound to.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();

    /// <summary>Why this Lease, as it is now, must not be taken by us whoever holds it; null when it may be.</summary>
    public Func<V1Lease, string?>? Refuse { get; set; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Namespace);
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentException.ThrowIfNullOrEmpty(Identity);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryPeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RenewPeriod, RetryPeriod);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RenewDeadline, RenewPeriod);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Duration, RenewDeadline);
    }
}
