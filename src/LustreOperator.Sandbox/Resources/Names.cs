using System.Text;
using System.Text.RegularExpressions;

namespace LustreOperator.Sandbox.Resources;

/// <summary>The rules for names and label parts.</summary>
internal static partial class Names
{
    private const string Subdomain = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private const string Label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string Word = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string Value = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";

    private const string QualifiedName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string DataKey = "[-._a-zA-Z0-9]+";
    private const int PartBytes = 63;

    public static string? SubdomainFault(string name)
    {
        if (name.Length > 253)
        {
            return TooLong(253);
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
            return TooLong(PartBytes);
        }

        return LabelPattern().IsMatch(name)
            ? null
            : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
                + $"alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{Label}')";
    }

    /// <summary>Names that programs write as words, such as short names and versions.</summary>
    public static string? NameFault(string name)
    {
        if (name.Length > 63)
        {
            return TooLong(PartBytes);
        }

        return WordPattern().IsMatch(name)
            ? null
            : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an "
                + $"alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '{Word}')";
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

    public static IEnumerable<string> LabelValueFaults(string value)
    {
        if (Encoding.UTF8.GetByteCount(value) > PartBytes)
        {
            yield return TooLong(PartBytes);
        }

        if (!ValuePattern().IsMatch(value))
        {
            yield return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
                + $"with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '{Value}')";
        }
    }

    /// <summary>Names with an optional domain before a slash: keys of labels and annotations, finalizers.</summary>
    public static IEnumerable<string> QualifiedNameFaults(string name)
    {
        string[] parts = name.Split('/');
        if (parts.Length > 2)
        {
            yield return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
                + $"character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{QualifiedName}') "
                + "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }

        if (parts is ["", _])
        {
            yield return "prefix part must be non-empty";
        }
        else if (parts is [var prefix, _] && SubdomainFault(prefix) is { } fault)
        {
            yield return $"prefix part {fault}";
        }

        string own = parts[^1];
        if (own.Length == 0)
        {
            yield return "name part must be non-empty";
        }
        else if (Encoding.UTF8.GetByteCount(own) > PartBytes)
        {
            yield return $"name part {TooLong(PartBytes)}";
        }

        if (own.Length == 0 || !ValuePattern().IsMatch(own))
        {
            yield return "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
                + $"character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{QualifiedName}')";
        }
    }

    /// <summary>Keys of the data of ConfigMaps and Secrets.</summary>
    public static IEnumerable<string> DataKeyFaults(string key)
    {
        if (Encoding.UTF8.GetByteCount(key) > 253)
        {
            yield return TooLong(253);
        }

        if (!DataKeyPattern().IsMatch(key))
        {
            yield return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
                + $"regex used for validation is '{DataKey}')";
        }

        if (key.StartsWith("..", StringComparison.Ordinal) || key == ".")
        {
            yield return key is "." or ".." ? $"must not be '{key}'" : "must not start with '..'";
        }
    }

    private static string TooLong(int bytes) => $"must be no more than {bytes} characters";

    [GeneratedRegex("^" + Subdomain + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex("^" + Label + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("^" + Word + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WordPattern();

    [GeneratedRegex("^" + DataKey + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DataKeyPattern();

    [GeneratedRegex("^" + Value + "$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValuePattern();
}
