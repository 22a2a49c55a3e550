using System.Text.RegularExpressions;

namespace LustreOperator.Sandbox.Resources;

/// <summary>The rules for names and label parts.</summary>
internal static partial class Names
{
    private const string Subdomain = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private const string Label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string Value = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";

    public static string? SubdomainFault(string name)
    {
        if (name.Length > 253)
        {
            return "must be no more than 253 characters";
        }

        return SubdomainPattern().IsMatch(name)
            ? null
            : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
                + $"with an alphanumeric character (e.g. 'example.com', regex used for validation is '{Subdomain}')";
    }

    public static string? LabelFault(string name)
    {
        if (name.Length > 63)
        {
            return "must be no more than 63 characters";
        }

        return LabelPattern().IsMatch(name)
            ? null
            : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
                + $"alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{Label}')";
    }

    /// <summary>Names that only have to fit into a URL path, such as those of roles.</summary>
    public static string? PathSegmentFault(string name)
    {
        if (name is "." or "..")
        {
            return $"may not be '{name}'";
        }

        foreach (char c in "/%")
        {
            if (name.Contains(c, StringComparison.Ordinal))
            {
                return $"may not contain '{c}'";
            }
        }

        return null;
    }

    public static string? LabelValueFault(string value)
    {
        if (value.Length > 63)
        {
            return "must be no more than 63 characters";
        }

        return ValuePattern().IsMatch(value)
            ? null
            : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
                + $"with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '{Value}')";
    }

    public static string? QualifiedNameFault(string name)
    {
        string[] parts = name.Split('/');
        if (parts.Length > 2 || (parts.Length == 2 && SubdomainFault(parts[0]) is not null)
            || parts[^1].Length is 0 or > 63 || !ValuePattern().IsMatch(parts[^1]))
        {
            return "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
                + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
        }

        return null;
    }

    [GeneratedRegex("^" + Subdomain + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex("^" + Label + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("^" + Value + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValuePattern();
}
