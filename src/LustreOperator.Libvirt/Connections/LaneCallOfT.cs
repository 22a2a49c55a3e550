namespace LustreOperator.Libvirt.Connections;

/// <summary>A call with its result.</summary>
internal sealed class LaneCall<T>(Func<T> call) : LaneCall
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _outcome.Task;

    public override void Discard()
    {
        if (Task.IsCompletedSuccessfully)
        {
            (Task.Result as IDisposable)?.Dispose();
        }
        else
        {
            // Seen, so that it does not count as unobserved; nobody waits for it.
            _ = Task.Exception;
        }
    }

    protected override void Execute()
    {
        try
        {
            _outcome.SetResult(call());
        }
        catch (Exception exception)
        {
            _outcome.SetException(exception);
        }
    }
}
