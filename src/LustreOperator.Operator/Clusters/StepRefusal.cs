using LustreOperator.Kubernetes;

namespace LustreOperator.Operator;

/// <summary>Which of the steps under way the API server refused, and why.</summary>
internal sealed class StepRefusedException(ClusterAction step, KubernetesStatusException refusal) : Exception(refusal.Message, refusal)
{
    public ClusterAction Step { get; } = step;

    public KubernetesStatusException Refusal { get; } = refusal;
}
