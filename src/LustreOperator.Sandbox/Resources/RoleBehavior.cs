namespace LustreOperator.Sandbox.Resources;

internal sealed class RoleBehavior : ResourceBehavior
{
    public override string? NameFault(string name) => Names.PathSegmentFault(name);
}
