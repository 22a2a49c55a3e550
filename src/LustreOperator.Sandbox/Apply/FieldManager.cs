namespace LustreOperator.Sandbox.Apply;

/// <summary>Who owns fields. An applied configuration is one owner whatever API version it was written in.</summary>
internal sealed record FieldManager(string Name, string Operation, string ApiVersion, string Subresource)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    public bool IsApply => Operation == Apply;

    public bool Is(FieldManager other) =>
        Name == other.Name && Operation == other.Operation && Subresource == other.Subresource
        && (IsApply || ApiVersion == other.ApiVersion);

    public override string ToString()
    {
        string text = $"\"{Name}\"";
        if (Subresource.Length > 0)
        {
            text += $" with subresource \"{Subresource}\"";
        }

        return IsApply ? text : $"{text} using {ApiVersion}";
    }
}
