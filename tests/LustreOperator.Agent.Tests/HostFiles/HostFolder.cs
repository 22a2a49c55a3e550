using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

/// <summary>
/// A host's /sys and /proc in a temporary folder, unpacked from a text with one line for each file: <c>path = content</c> (a path that comes
/// again adds a line), <c>path -> link</c>, or <c>path/</c> for an empty folder. <c>#</c> begins a comment.
/// </summary>
internal sealed class HostFolder : IDisposable
{
    public HostFolder(params string[] lines) => Add(lines);

    public string Path { get; } = Directory.CreateTempSubdirectory("host-files-").FullName;

    /// <summary>The host of <c>Trees/NAME.tree</c>.</summary>
    public static HostFolder Of(string name, params string[] more)
    {
        HostFolder folder = new(File.ReadAllLines(RepositoryRoot.File("tests", "LustreOperator.Agent.Tests", "HostFiles", "Trees", $"{name}.tree")));
        folder.Add(more);
        return folder;
    }

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    public void Add(params string[] lines)
    {
        foreach (string line in lines)
        {
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            if (line.EndsWith('/'))
            {
                Directory.CreateDirectory(PathOf(line));
            }
            else if (line.Split(" -> ", 2) is [string link, string target])
            {
                File.CreateSymbolicLink(Ready(link), target);
            }
            else if (line.Split(" = ", 2) is [string file, string content])
            {
                File.AppendAllText(Ready(file), $"{content}\n");
            }
            else
            {
                throw new FormatException($"no file, link or folder: {line}");
            }
        }
    }

    /// <summary>The facts of each function by address, as an agent reads them whose host has these IPv4 addresses.</summary>
    public async Task<IReadOnlyDictionary<string, FunctionFacts>> ReadAsync(params InterfaceAddress[] addresses) =>
        (await Eventually.Completes(new HostFiles(Path, () => addresses).ReadAsync(CancellationToken.None)))
            .ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string Ready(string file)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(PathOf(file))!);
        return PathOf(file);
    }
}
