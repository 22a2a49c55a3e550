namespace LustreOperator.Hosting;

/// <summary>
/// What the process says of itself. Alive: its loops turn; where not, a restart helps. Ready: it has seen the world; a restart does not help.
/// </summary>
public sealed class HealthChecks
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, Func<string?> Problem)> _alive = [];
    private readonly List<(string Name, Func<string?> Problem)> _ready = [];

    /// <summary>Adds a check of /healthz: null where all is well, else what is wrong.</summary>
    public void AddAlive(string name, Func<string?> problem)
    {
        lock (_lock)
        {
            _alive.Add((name, problem));
        }
    }

    /// <summary>Adds a check of /readyz: null where all is well, else what is missing.</summary>
    public void AddReady(string name, Func<string?> problem)
    {
        lock (_lock)
        {
            _ready.Add((name, problem));
        }
    }

    public void AddAlive(Heartbeat heartbeat) =>
        AddAlive(heartbeat.Name, () => heartbeat.IsAlive ? null : $"no heartbeat for {heartbeat.Age.TotalSeconds:0} s");

    /// <summary>Whether every loop turns, and a line for each check.</summary>
    public (bool IsWell, string Text) Alive() => Ask(_alive);

    /// <summary>Whether the world has been seen, and a line for each check.</summary>
    public (bool IsWell, string Text) Ready() => Ask(_ready);

    private (bool IsWell, string Text) Ask(List<(string Name, Func<string?> Problem)> checks)
    {
        (string Name, Func<string?> Problem)[] now;
        lock (_lock)
        {
            now = [.. checks];
        }

        (string Name, string? Problem)[] answers = [.. now.Select(check => (check.Name, check.Problem()))];
        string text = string.Concat(answers.Select(answer => $"{answer.Name}: {answer.Problem ?? "ok"}\n"));
        return (Array.TrueForAll(answers, answer => answer.Problem is null), text.Length == 0 ? "ok\n" : text);
    }
}
