using LustreOperator.Api;
using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Which of the steps under way the API server refused, and why.</summary>
internal sealed record StepRefusal(ClusterAction Step, KubernetesStatusException Refusal)
{
    /// <summary>The same in the user's terms.</summary>
    public ClusterFault Fault => new(ClusterReasons.MachinesNotReady, $"the API server refused to {Step.Describe()}: {Refusal.Message}");

    /// <summary>The server has said no. After an error of its own the object may be there all the same.</summary>
    public bool IsAnswer => Refusal.Code is >= 400 and < 500;

    /// <summary>
    /// The object has changed since it was looked at. A failed test of a JSON patch comes as Invalid without causes; a schema's or a policy's refusal has
    /// them.
    /// </summary>
    public bool IsStale => Refusal.IsConflict || Refusal.IsAlreadyExists || (Refusal.IsNotFound && !Step.IsCreation)
        || (Step.IsTested && Refusal is { IsInvalid: true, Causes.Count: 0 });
}
