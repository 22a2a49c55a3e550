using LustreOperator.TestKit;

namespace LustreOperator.Architecture.Tests;

/// <summary>The files of the repository, without what builds and tools leave.</summary>
internal static class SourceTree
{
    private static readonly string[] s_left = ["bin", "obj", "artifacts", "TestResults", ".git", ".test-tools", ".vs", ".idea"];

    /// <summary>Paths from the root, with forward slashes, of the files below a folder ("" for all) that end so.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        Walk(RepositoryRoot.File(folder))
            .Where(file => endings.Length == 0 || endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(RepositoryRoot.File(), file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static string Text(string file) => File.ReadAllText(RepositoryRoot.File(file));

    public static IReadOnlyList<string> Lines(string file) => File.ReadAllLines(RepositoryRoot.File(file));

    private static IEnumerable<string> Walk(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(child => !s_left.Contains(Path.GetFileName(child))).SelectMany(Walk));
}
