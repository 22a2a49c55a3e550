using System.Text;

namespace LustreOperator.Kubernetes;

/// <summary>Puts a query after a path: only what has a value, escaped.</summary>
internal sealed class QueryString(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    public QueryString Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public QueryString Write(WriteOptions options, string? fieldManager) =>
        Add("fieldManager", options.FieldManager ?? fieldManager)
            .Add("dryRun", options.DryRun ? "All" : null)
            .Add("fieldValidation", options.Strict ? "Strict" : null);

    public override string ToString() => _text.ToString();
}
