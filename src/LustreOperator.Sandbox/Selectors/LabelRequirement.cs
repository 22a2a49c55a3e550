using System.Globalization;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;

namespace LustreOperator.Sandbox.Selectors;

/// <summary>One condition on one label.</summary>
internal sealed class LabelRequirement
{
    private readonly string _operation;
    private readonly HashSet<string> _values;

    private LabelRequirement(string key, string operation, HashSet<string> values)
    {
        Key = key;
        _operation = operation;
        _values = values;
    }

    public string Key { get; }

    /// <summary>A requirement that is valid: its key and values could be a label's, and a bound is a number.</summary>
    /// <exception cref="ApiException">400, with what is wrong.</exception>
    public static LabelRequirement Create(string key, string operation, IReadOnlyList<string> values)
    {
        if (Names.QualifiedNameFaults(key).ToArray() is [_, ..] faults)
        {
            throw Fault($"<nil>: Invalid value: \"{key}\": {string.Join("; ", faults)}");
        }

        if (operation is ">" or "<" && !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw Fault($"values[0]: Invalid value: \"{values[0]}\": for 'Gt', 'Lt' operators, the value must be an integer");
        }

        foreach ((int index, string value) in values.Index())
        {
            if (Names.LabelValueFaults(value).ToArray() is [_, ..] wrong)
            {
                throw Fault(string.Create(CultureInfo.InvariantCulture, $"values[{index}][{key}]: Invalid value: \"{value}\": {string.Join("; ", wrong)}"));
            }
        }

        return new LabelRequirement(key, operation, values.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whether a label fulfils it.</summary>
    /// <param name="label">The value of the object's label; null: it has none.</param>
    public bool Matches(string? label) => _operation switch
    {
        "!" => label is null,
        "exists" => label is not null,
        "in" or "=" or "==" => label is not null && _values.Contains(label),
        ">" => Number(label) is { } number && number > Number(_values.First()),
        "<" => Number(label) is { } number && number < Number(_values.First()),
        _ => label is null || !_values.Contains(label),
    };

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static ApiException Fault(string why) => ApiErrors.BadRequest($"unable to parse requirement: {why}");
}
