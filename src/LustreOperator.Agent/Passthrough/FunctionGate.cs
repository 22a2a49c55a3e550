namespace LustreOperator.Agent;

/// <summary>
/// Keeps virtual functions from being made anew while a domain is being given functions: starts and plugs go on side by side, making them waits
/// for all of these and holds them off.
/// </summary>
internal sealed class FunctionGate : IDisposable
{
    private const int Places = 64;

    private readonly SemaphoreSlim _places = new(Places, Places);

    /// <summary>For a start or a plug.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancel)
    {
        await _places.WaitAsync(cancel);
        return new Leave(_places, 1);
    }

    /// <summary>For a change of virtual functions. For one caller at a time: two would wait for each other.</summary>
    public async Task<IDisposable> CloseAsync(CancellationToken cancel)
    {
        int taken = 0;
        try
        {
            while (taken < Places)
            {
                await _places.WaitAsync(cancel);
                taken++;
            }

            return new Leave(_places, Places);
        }
        catch (OperationCanceledException)
        {
            if (taken > 0)
            {
                _places.Release(taken);
            }

            throw;
        }
    }

    public void Dispose() => _places.Dispose();

    private sealed class Leave(SemaphoreSlim places, int count) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                places.Release(count);
            }
        }
    }
}
