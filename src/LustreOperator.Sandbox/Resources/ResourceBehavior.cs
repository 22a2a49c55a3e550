using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

/// <summary>What is special about a kind. The default is a kind with nothing special.</summary>
internal class ResourceBehavior
{
    public static readonly ResourceBehavior Default = new();

    /// <summary>Fills in what the API version itself defaults; counts as written by the client.</summary>
    public virtual void Normalize(JsonObject body)
    {
    }

    /// <summary>Sets what the server owns on a new object; counts as written by nobody.</summary>
    public virtual void PrepareCreate(JsonObject body)
    {
    }

    /// <summary>Keeps what the server owns on a changed object.</summary>
    public virtual void PrepareUpdate(JsonObject live, JsonObject body)
    {
    }

    /// <summary>Adds the faults that only this kind knows. The live object is null for a new one.</summary>
    public virtual void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
    }

    /// <summary>Faults in the name, as the words after "Invalid value".</summary>
    public virtual string? NameFault(string name) => Names.SubdomainFault(name);

    /// <summary>Why an object may not be deleted; null: it may.</summary>
    public virtual string? DeletionFault(string name) => null;

    /// <summary>Whether objects are shown in the form in which they are stored.</summary>
    public virtual bool ShowsAsStored => true;

    public virtual JsonObject ToStored(JsonObject body) => body;

    public virtual JsonObject FromStored(JsonObject body) => body;
}
