using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LustreOperator.TestKit;

/// <summary>Waits for what other threads bring about: until it holds, or until a deadline in real time, with words for what was awaited.</summary>
public static class Eventually
{
    /// <summary>Long for a busy machine; a test that passes never waits for it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(2);

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
            await task.WaitAsync(deadline ?? Deadline, TimeProvider.System);
        }
        catch (TimeoutException fault) when (!task.IsCompleted)
        {
            throw new TimeoutException($"not completed within {(deadline ?? Deadline).TotalSeconds} s: {text}", fault);
        }
    }

    private static async Task That(Func<bool> condition, Action? between, Func<object?>? seen, TimeSpan? deadline, string text)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (deadline ?? Deadline))
            {
                string last = seen is null ? "" : $"; last seen: {seen()}";
                throw new TimeoutException($"did not come true within {(deadline ?? Deadline).TotalSeconds} s: {text}{last}");
            }

            between?.Invoke();
            await Task.Delay(s_step, TimeProvider.System);
        }
    }
}
