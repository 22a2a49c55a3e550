namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>Marks a test that gives way to a difference between simulated and real hosts, by its name in DIFFERENCES.md.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class DifferenceAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
