namespace LustreOperator.Api;

/// <summary>The limit of one field of a status.</summary>
/// <param name="Maximum">Most items of a list, or characters of a string.</param>
/// <param name="Keys">The fields that make a list's items distinct, or <c>.</c> for the item itself; none: items may repeat.</param>
/// <param name="IsValue">A string that is one value: cut it would be another one or none, so that it is left out.</param>
public sealed record StatusLimit(int Maximum, IReadOnlyList<string> Keys, bool IsValue = false);
