namespace LustreOperator.Sandbox.Lifecycle;

internal sealed record DeleteOptions
{
    public const string Foreground = "Foreground";
    public const string Orphan = "Orphan";

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public string Propagation { get; init; } = "Background";

    public bool DryRun { get; init; }

    /// <summary>Asked before anything is deleted; null: nobody is.</summary>
    public Admit? Admit { get; init; }
}
