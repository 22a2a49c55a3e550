using k8s.Models;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Whether an operator leads. Clocks differ, so its Lease's times say nothing; that it is renewed while we look does.</summary>
internal sealed class LeaderCheck(KubernetesClient client, ObjectKey lease, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Looks until the Lease is renewed, at most as long as a leader may be silent.</summary>
    public async Task<CheckResult> RunAsync(CancellationToken cancel)
    {
        long began = time.GetTimestamp();
        V1Lease? first = await client.FindAsync(LeaseKind.Resource, lease, cancel);
        V1Lease? last = first;
        while (!IsAlive(first, last))
        {
            if (time.GetElapsedTime(began) >= patience)
            {
                return Result(Fault(last));
            }

            await Task.Delay(s_pause, time, cancel);
            last = await client.FindAsync(LeaseKind.Resource, lease, cancel);
        }

        return Result(null, last!.Spec.HolderIdentity!);
    }

    private static bool IsAlive(V1Lease? first, V1Lease? last) =>
        !string.IsNullOrEmpty(last?.Spec?.HolderIdentity)
            && (last.Spec.HolderIdentity != first?.Spec?.HolderIdentity || last.Spec.RenewTime != first?.Spec?.RenewTime);

    private string Fault(V1Lease? last) => string.IsNullOrEmpty(last?.Spec?.HolderIdentity)
        ? $"no operator leads in {lease.Namespace}: nobody holds {lease.Name}; see the pods of the Deployment lustre-operator"
        : $"{last.Spec.HolderIdentity} holds {lease.Name} in {lease.Namespace}, and has not renewed it for {patience.TotalSeconds:0} s; see its log";

    private CheckResult Result(string? fault, string holder = "") =>
        CheckResult.Of("leader", $"{holder} holds {lease.Name} in {lease.Namespace}", fault is null ? [] : [fault]);
}
