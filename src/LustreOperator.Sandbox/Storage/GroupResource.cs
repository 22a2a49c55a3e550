namespace LustreOperator.Sandbox.Storage;

/// <summary>An API group (empty for the core group) and the plural name of one of its resources.</summary>
internal readonly record struct GroupResource(string Group, string Resource)
{
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
