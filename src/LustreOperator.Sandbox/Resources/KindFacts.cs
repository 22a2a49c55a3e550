using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace LustreOperator.Sandbox.Resources;

/// <summary>The types of the built-in kinds, from kinds.txt: each is read when it is first asked for.</summary>
internal static class KindFacts
{
    private const string Resource = "LustreOperator.Sandbox.Resources.kinds.txt";
    private static readonly Lazy<FrozenDictionary<string, string>> s_lines = new(Load);
    private static readonly ConcurrentDictionary<string, FactType> s_types = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> s_packages = new(StringComparer.Ordinal)
    {
        [""] = "core",
        ["apps"] = "apps",
        ["coordination.k8s.io"] = "coord",
        ["events.k8s.io"] = "events",
        [BuiltInResources.Rbac] = "rbac",
        [BuiltInResources.Admission] = "adm",
        [BuiltInResources.Extensions] = "ext",
        ["authentication.k8s.io"] = "authn",
        ["authorization.k8s.io"] = "authz",
    };

    public static FactType ObjectMeta => Type("meta.ObjectMeta");

    /// <summary>A type by its package and name, such as core.PodSpec.</summary>
    public static FactType Type(string name) => s_types.GetOrAdd(name, static n => Read(n));

    /// <summary>The type of a kind; every group knows DeleteOptions.</summary>
    /// <returns>null: no such kind is known.</returns>
    public static FactType? Kind(string group, string kind)
    {
        string name = $"{s_packages.GetValueOrDefault(group)}.{kind}";
        return s_lines.Value.ContainsKey(name) ? Type(name) : kind == "DeleteOptions" ? Type("meta.DeleteOptions") : null;
    }

    /// <summary>The name of a type in OpenAPI documents.</summary>
    public static string OpenApiName(FactType type)
    {
        (string package, string name) = (type.Package, type.Name);
        string group = s_packages.FirstOrDefault(p => p.Value == package).Key ?? string.Empty;
        return package switch
        {
            "meta" => $"io.k8s.apimachinery.pkg.apis.meta.v1.{name}",
            "ext" => $"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.{name}",
            _ => $"io.k8s.api.{(group.Length == 0 ? "core" : group.Split('.')[0])}.v1.{name}",
        };
    }

    private static FrozenDictionary<string, string> Load()
    {
        using var reader = new StreamReader(typeof(KindFacts).Assembly.GetManifestResourceStream(Resource)!);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        string package = string.Empty;
        string last = string.Empty;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("package ", StringComparison.Ordinal))
            {
                package = line[8..];
            }
            else if (line.StartsWith("rule ", StringComparison.Ordinal))
            {
                last = $"rule {line.Split(' ', 3)[1]}";
                lines[last] = line.Split(' ', 3)[2];
            }
            else if (line.StartsWith(' '))
            {
                lines[last] += line;
            }
            else if (line is not ['#', ..])
            {
                string name = line.Split(' ', 2)[0];
                last = $"{package}.{name.TrimEnd('!')}";
                lines[last] = line;
            }
        }

        return lines.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FactType Read(string name)
    {
        string[] words = s_lines.Value[name].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string package = name[..name.IndexOf('.', StringComparison.Ordinal)];
        Dictionary<string, string[]> rules = s_lines.Value.GetValueOrDefault($"rule {name}", string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(r => r.Split('=', 2)).ToDictionary(r => r[0], r => r[1].Split(';'), StringComparer.Ordinal);
        return new FactType(
            package, words[0].TrimEnd('!'), words[0].EndsWith('!'),
            [.. words.Skip(1).Select(w => Field(w, package)).Select(f => f with { Rules = rules.GetValueOrDefault(f.Name, []) })]);
    }

    private static FactField Field(string word, string package)
    {
        string[] parts = word.Split(':', 3);
        string[] value = parts[2].Split('=', 2);
        bool isSet = parts[2].Contains("[=]", StringComparison.Ordinal);
        string text = isSet ? parts[2] : value[0];
        string flags = text[..(text.Length - text.TrimStart('*', '!').Length)];
        return new FactField(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), Value(text[flags.Length..], package))
        {
            IsPointer = flags.Contains('*', StringComparison.Ordinal),
            IsAlwaysShown = flags.Contains('!', StringComparison.Ordinal),
            Default = isSet || value.Length == 1 ? null : value[1],
        };
    }

    private static FactValue Value(string text, string package)
    {
        int close = text[0] switch { '[' => text.IndexOf(']', StringComparison.Ordinal), '{' => text.IndexOf('}', StringComparison.Ordinal), _ => -1 };
        if (close > 0)
        {
            return new FactValue(text[0], text[1..close], Value(text[(close + 1)..], package));
        }

        return text.Length == 1 ? new FactValue(text[0], string.Empty, null)
            : new FactValue('S', text.Contains('.', StringComparison.Ordinal) ? text : $"{package}.{text}", null);
    }
}
