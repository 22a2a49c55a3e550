using LustreOperator.Api;
using LustreOperator.Cli.CommandLine;

namespace LustreOperator.Cli.Cluster;

/// <summary>An object as a user names it: <c>ha</c>, <c>lc/ha</c>, or as <c>kubectl get -o name</c> prints it.</summary>
/// <param name="Kind">The kind's name; null: the user does not say.</param>
/// <param name="Name">The object's.</param>
internal readonly record struct ResourceName(string? Kind, string Name)
{
    private static readonly (string Kind, string[] Words)[] s_kinds =
    [
        (LustreCluster.KindName, ["lc", "lustrecluster", LustreCluster.Plural]),
        (LustreMachine.KindName, ["lm", "lustremachine", LustreMachine.Plural]),
        (KvmHost.KindName, ["kh", "kvmhost", KvmHost.Plural]),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="text">What the user gave.</param>
    /// <param name="kinds">The kinds that make sense there.</param>
    /// <exception cref="CommandException">It is none of them.</exception>
    public static ResourceName Parse(string text, params string[] kinds)
    {
        string[] parts = text.Split('/');
        string? kind = parts.Length == 2 ? KindOf(parts[0]) : null;
        return parts switch
        {
            [{ Length: > 0 }] => new ResourceName(null, text),
            [_, { Length: > 0 } name] when kind is not null && kinds.Contains(kind) => new ResourceName(kind, name),
            _ => throw new CommandException($"'{text}' names no {string.Join(" and no ", kinds)}; give {Forms(kinds)}") { ExitCode = ExitCode.Usage },
        };
    }

    private static string? KindOf(string word)
    {
        string plain = word.ToLowerInvariant();
        string? bare = plain.EndsWith("." + ApiNames.Group, StringComparison.Ordinal) ? plain[..^(ApiNames.Group.Length + 1)] : plain;
        return s_kinds.FirstOrDefault(known => known.Words.Contains(bare)).Kind;
    }

    private static string Forms(string[] kinds) =>
        string.Join(" or ", kinds.Select(kind => $"{s_kinds.First(known => known.Kind == kind).Words[0]}/NAME").Prepend("its name"));
}
