namespace LustreOperator.Cli.Hosts;

/// <summary>A token of an agent's service account.</summary>
/// <param name="Text">The secret itself.</param>
/// <param name="Expires">Set by the API server, which may allow less than was asked for.</param>
internal sealed record AgentToken(string Text, DateTimeOffset Expires)
{
    /// <summary>For people.</summary>
    public string ExpiryText => $"{Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC";

    // A record prints what it holds; a secret must not get into a message that way.
    public override string ToString() => $"token until {ExpiryText}";
}
