namespace LustreOperator.Api;

/// <summary>metav1.LabelSelector: both parts must match.</summary>
public sealed record LabelSelector
{
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    public IReadOnlyList<LabelRequirement>? MatchExpressions { get; init; }

    /// <summary>True if labels satisfy every requirement; an empty selector takes everything.</summary>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        labels ??= new Dictionary<string, string>();
        return (MatchLabels ?? new Dictionary<string, string>()).All(wanted => labels.GetValueOrDefault(wanted.Key) == wanted.Value)
            && (MatchExpressions ?? []).All(requirement => requirement.Matches(labels));
    }
}
