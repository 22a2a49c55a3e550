namespace LustreOperator.Libvirt.Connections;

/// <summary>A call on its way through a <see cref="CallLane"/>.</summary>
internal abstract class LaneCall
{
    private readonly Lock _gate = new();
    private bool _begun;
    private bool _ended;
    private bool _abandoned;
    private Action? _endedLate;

    /// <summary>Runs on the lane's thread; does nothing when the caller has gone before it began.</summary>
    public void Run()
    {
        lock (_gate)
        {
            if (_abandoned)
            {
                return;
            }

            _begun = true;
        }

        Execute();
        Action? endedLate;
        lock (_gate)
        {
            _ended = true;
            endedLate = _endedLate;
        }

        if (endedLate is not null)
        {
            endedLate();
            Discard();
        }
    }

    /// <summary>
    /// The caller waits no longer. A call that has not begun never will; for one under way, <paramref name="endedLate"/> is run when it returns.
    /// </summary>
    public CallProgress Abandon(Action endedLate)
    {
        lock (_gate)
        {
            _abandoned = true;
            if (!_begun)
            {
                return CallProgress.NotBegun;
            }

            if (_ended)
            {
                return CallProgress.Ended;
            }

            _endedLate = endedLate;
            return CallProgress.UnderWay;
        }
    }

    /// <summary>Disposes of a result that nobody takes.</summary>
    public abstract void Discard();

    protected abstract void Execute();
}
