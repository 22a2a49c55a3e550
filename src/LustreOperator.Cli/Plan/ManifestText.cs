namespace LustreOperator.Cli.Plan;

/// <summary>A text with manifests in it.</summary>
/// <param name="Name">Where it is from, for messages.</param>
/// <param name="Text">YAML documents or JSON.</param>
internal sealed record ManifestText(string Name, string Text);
