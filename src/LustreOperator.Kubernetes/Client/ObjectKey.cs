namespace LustreOperator.Kubernetes;

/// <summary>Which object of a kind: its namespace ("" when the kind is cluster scoped) and its name.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, or <c>name</c> alone.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
