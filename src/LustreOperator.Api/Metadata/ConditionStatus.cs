namespace LustreOperator.Api;

/// <summary>The three values of metav1.ConditionStatus.</summary>
public enum ConditionStatus
{
    Unknown,
    True,
    False,
}
