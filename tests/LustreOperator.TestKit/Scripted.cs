using System.Reflection;

namespace LustreOperator.TestKit;

/// <summary>An object behind an interface of which the test answers some methods itself; the others go to a real one.</summary>
public class Scripted<T> : DispatchProxy
    where T : class
{
    private readonly Dictionary<string, Func<object?>> _answers = [];
    internal T Inner { get; set; } = null!;

    /// <summary>Answers every call of a method; null lets it through again.</summary>
    public void On(string method, Func<object?>? answer)
    {
        if (answer is null)
        {
            _answers.Remove(method);
        }
        else
        {
            _answers[method] = answer;
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _answers.TryGetValue(targetMethod!.Name, out Func<object?>? answer) ? answer() : targetMethod.Invoke(Inner, args);
}

/// <summary>Makes <see cref="Scripted{T}"/>.</summary>
public static class Script
{
    /// <summary>The object and its script.</summary>
    public static (T Value, Scripted<T> Script) Around<T>(T inner)
        where T : class
    {
        T value = DispatchProxy.Create<T, Scripted<T>>();
        Scripted<T> script = (Scripted<T>)(object)value;
        script.Inner = inner;
        return (value, script);
    }
}
