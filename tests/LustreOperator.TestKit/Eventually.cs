using System.Runtime.CompilerServices;

namespace LustreOperator.TestKit;

/// <summary>Waits for what others bring about: until it holds, or until a limit in <see cref="MachineTime"/>, with words for what was awaited.</summary>
public static class Eventually
{
    /// <summary>A test that passes never waits for it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until the condition holds.</summary>
    public static Task That(
        Func<bool> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        That(condition, between: null, seen: null, deadline, text);

    /// <summary>Waits until the condition holds, and says on failure what was seen last.</summary>
    public static Task That(
        Func<bool> condition, Func<object?> seen, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string text = "") =>
        That(condition, between: null, seen, deadline, text);

    /// <summary>Moves time on, step by step, until the condition holds. Other threads get a moment after each step.</summary>
    public static Task That(
        Func<bool> condition,
        ManualTimeProvider time,
        TimeSpan step,
        TimeSpan? deadline = null,
        [CallerArgumentExpression(nameof(condition))] string text = "") =>
        That(condition, () => time.Advance(step), () => $"time {time.GetUtcNow():O}", deadline, text);

    /// <summary>Waits until the condition holds, which takes time to look at and so is looked at a few times a second.</summary>
    /// <exception cref="TimeoutException">It did not come to hold within the limit.</exception>
    public static async Task Until(Func<Task<bool>> condition, TimeSpan limit, Func<string> what)
    {
        long start = MachineTime.Provider.GetTimestamp();
        while (!await condition())
        {
            if (MachineTime.Provider.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"did not come true within {limit.TotalSeconds} s of machine time: {what()}");
            }

            await Task.Delay(s_look, TimeProvider.System);
        }
    }

    /// <summary>Waits for a task, but not for ever.</summary>
    public static async Task<T> Completes<T>(Task<T> task, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(task))] string text = "")
    {
        await Completes((Task)task, deadline, text);
        return await task;
    }

    /// <summary>Waits for a task, but not for ever; its failure is thrown.</summary>
    public static async Task Completes(Task task, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(task))] string text = "")
    {
        try
        {
            await task.WaitAsync(deadline ?? Deadline, MachineTime.Provider);
        }
        catch (TimeoutException fault) when (!task.IsCompleted)
        {
            throw new TimeoutException($"not completed within {(deadline ?? Deadline).TotalSeconds} s: {text}", fault);
        }
    }

    private static async Task That(Func<bool> condition, Action? between, Func<object?>? seen, TimeSpan? deadline, string text)
    {
        long start = MachineTime.Provider.GetTimestamp();
        while (!condition())
        {
            if (MachineTime.Provider.GetElapsedTime(start) > (deadline ?? Deadline))
            {
                string last = seen is null ? "" : $"; last seen: {seen()}";
                throw new TimeoutException($"did not come true within {(deadline ?? Deadline).TotalSeconds} s: {text}{last}");
            }

            between?.Invoke();
            await Task.Delay(s_step, TimeProvider.System);
        }
    }
}
