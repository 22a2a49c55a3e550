namespace LustreOperator.Libvirt.Events;

/// <summary>Something that is done once. An attempt that fails is made again by the next caller, unlike that of a <see cref="Lazy{T}"/>.</summary>
internal sealed class FirstSuccess(Action act)
{
    private readonly Lock _lock = new();
    private bool _isDone;

    /// <summary>Does it if it was not done yet; callers wait for each other.</summary>
    public void EnsureDone()
    {
        lock (_lock)
        {
            if (!_isDone)
            {
                act();
                _isDone = true;
            }
        }
    }
}
