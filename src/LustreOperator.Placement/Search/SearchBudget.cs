namespace LustreOperator.Placement;

/// <summary>
/// The steps that searches may take together, and the caller's cancellation. One budget serves one call of <see cref="Placer"/>; a
/// part of it bounds one search of many. A step is about 20 to 100 ns of work: a choice looked at, or <see cref="HostModel.FitSteps"/> of them for
/// one machine on one host.
/// </summary>
internal sealed class SearchBudget
{
    /// <summary>Steps of one call: 0.1 to 0.5 s.</summary>
    public const int MaxSteps = 5_000_000;

    private readonly SearchBudget? _whole;
    private readonly CancellationToken _cancellationToken;
    private long _left;

    public SearchBudget(CancellationToken cancellationToken, long steps = MaxSteps)
    {
        _cancellationToken = cancellationToken;
        _left = steps;
    }

    private SearchBudget(SearchBudget whole, long steps)
        : this(whole._cancellationToken, steps) => _whole = whole;

    /// <summary>True if a search wanted more steps than there are.</summary>
    public bool IsSpent => _left < 0 || _whole?.IsSpent == true;

    /// <summary>Takes steps; false: there are no more, and the search has to end with what it has.</summary>
    /// <exception cref="OperationCanceledException">The caller has cancelled.</exception>
    public bool Spend(long steps = 1)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _left -= steps;
        _whole?.Spend(steps);
        return !IsSpent;
    }

    /// <summary>Ends a search that takes no steps.</summary>
    /// <exception cref="OperationCanceledException">The caller has cancelled.</exception>
    public void ThrowIfCancelled() => _cancellationToken.ThrowIfCancellationRequested();

    /// <summary>A budget of at most so many steps, which are taken from this one too.</summary>
    public SearchBudget Part(long steps) => new(this, steps);

    /// <summary>A budget of at most half of what is left.</summary>
    public SearchBudget Half() => new(this, Math.Max(0, Left / 2));

    private long Left => _whole is null ? _left : Math.Min(_left, _whole.Left);
}
