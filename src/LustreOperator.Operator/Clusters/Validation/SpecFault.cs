namespace LustreOperator.Operator;

/// <summary>Something wrong in a spec: where, and what must be.</summary>
/// <param name="Path">Field path, such as <c>spec.machines[oss].networks[1]</c>.</param>
/// <param name="Problem">What is wrong and what must be instead.</param>
public sealed record SpecFault(string Path, string Problem)
{
    public override string ToString() => $"{Path}: {Problem}";
}
