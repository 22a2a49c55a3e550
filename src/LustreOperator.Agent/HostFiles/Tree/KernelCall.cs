namespace LustreOperator.Agent;

/// <summary>
/// Makes calls into the kernel that may block, one after the other, each on a thread of its own. Nobody waits longer than wanted; a call that
/// hangs cannot be interrupted, so its thread stays until the kernel returns, and further calls wait behind it instead of hanging beside it.
/// </summary>
internal sealed class KernelCall
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Makes a call when those before it have ended.</summary>
    /// <exception cref="OperationCanceledException">The caller no longer waits; the call may be under way.</exception>
    public async Task<T> RunAsync<T>(Func<T> call, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            Task<T>? mine = null;
            Task last;
            lock (_gate)
            {
                if (_last.IsCompleted)
                {
                    _last = mine = Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                }

                last = _last;
            }

            if (mine is not null)
            {
                return await mine.WaitAsync(cancel);
            }

            await last.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
