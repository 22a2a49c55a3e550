using System.Reflection;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>A hypervisor of which single calls fail.</summary>
public class FaultyHypervisor : DispatchProxy
{
    private IHypervisor _inner = null!;
    private Func<string, object?[], LibvirtException?> _fault = null!;

    /// <summary>Makes one.</summary>
    /// <param name="inner">What answers the rest.</param>
    /// <param name="fault">By name and arguments of the call; null: it does not fail.</param>
    public static IHypervisor Over(IHypervisor inner, Func<string, object?[], LibvirtException?> fault)
    {
        IHypervisor made = Create<IHypervisor, FaultyHypervisor>();
        var faulty = (FaultyHypervisor)made;
        (faulty._inner, faulty._fault) = (inner, fault);
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _fault(targetMethod!.Name, args ?? []) is { } fault ? throw fault : targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
