using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Lifecycle;

/// <summary>Refuses a write by throwing, or lets it be made.</summary>
/// <param name="name">Of the object.</param>
/// <param name="now">What will be stored; null: it is deleted.</param>
/// <param name="before">What is stored; null: it is created.</param>
internal delegate void Admit(string name, JsonObject? now, JsonObject? before);

/// <summary>How a write is to be made and by whom.</summary>
internal sealed record WriteOptions
{
    public required string Manager { get; init; }

    public string Subresource { get; init; } = string.Empty;

    public bool DryRun { get; init; }

    public bool Force { get; init; }

    /// <summary>Whether a write may leave out the resource version (patches and built-in kinds may).</summary>
    public bool Unconditional { get; init; }

    /// <summary>Whether a UID in the body must be that of the object, or else the write conflicts (updates; patches are validated).</summary>
    public bool ChecksUid { get; init; }

    /// <summary>Asked before anything is stored, with what will be and what is; null: nobody is, as for what this server itself writes.</summary>
    public Admit? Admit { get; init; }

    /// <summary>Warnings for the client are added here.</summary>
    public ICollection<string> Warnings { get; init; } = [];
}
