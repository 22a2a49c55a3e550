namespace LustreOperator.Yaml;

/// <summary>A text that is no YAML, in the words of Kubernetes' converter; the message names the line.</summary>
public sealed class YamlFormatException(string message) : FormatException(message);
