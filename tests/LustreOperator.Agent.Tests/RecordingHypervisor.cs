using System.Reflection;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent.Tests;

/// <summary>A hypervisor that does nothing and notes what it was told to do, as <c>Method(argument, argument)</c>.</summary>
public class RecordingHypervisor : DispatchProxy
{
    private readonly List<string> _calls = [];
    private Func<string, Exception?> _fault = _ => null;

    /// <summary>Makes one.</summary>
    /// <param name="fault">By name of the call; null: it succeeds.</param>
    public static (IHypervisor Hypervisor, IReadOnlyList<string> Calls) Make(Func<string, Exception?>? fault = null)
    {
        IHypervisor made = Create<IHypervisor, RecordingHypervisor>();
        var recording = (RecordingHypervisor)made;
        recording._fault = fault ?? recording._fault;
        return (made, recording._calls);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _calls.Add($"{targetMethod!.Name}({string.Join(", ", (args ?? []).Where(argument => argument is not CancellationToken))})");
        Exception? fault = _fault(targetMethod.Name);
        if (!targetMethod.ReturnType.IsGenericType)
        {
            return fault is null ? Task.CompletedTask : Task.FromException(fault);
        }

        MethodInfo answer = typeof(RecordingHypervisor).GetMethod(nameof(Answer), BindingFlags.NonPublic | BindingFlags.Static)!;
        return answer.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments).Invoke(null, [fault]);
    }

    private static Task<T?> Answer<T>(Exception? fault) => fault is null ? Task.FromResult<T?>(default) : Task.FromException<T?>(fault);
}
