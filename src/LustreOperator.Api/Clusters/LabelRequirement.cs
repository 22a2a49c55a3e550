namespace LustreOperator.Api;

/// <summary>metav1.LabelSelectorRequirement.</summary>
public sealed record LabelRequirement
{
    public required string Key { get; init; }

    public required LabelOperator Operator { get; init; }

    public IReadOnlyList<string>? Values { get; init; }

    internal bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        bool has = labels.TryGetValue(Key, out string? value);
        return Operator switch
        {
            LabelOperator.In => has && (Values ?? []).Contains(value!),
            LabelOperator.NotIn => !has || !(Values ?? []).Contains(value!),
            LabelOperator.Exists => has,
            LabelOperator.DoesNotExist => !has,
            _ => false,
        };
    }
}

public enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
}
