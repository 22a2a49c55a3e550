namespace LustreOperator.TestKit;

/// <summary>The clone that the tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>Full path of a file or folder given by its path from the root.</summary>
    public static string File(params string[] parts) => System.IO.Path.Combine([Folder, .. parts]);

    private static string Folder { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "LustreOperator.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no LustreOperator.sln above {AppContext.BaseDirectory}");
    }
}
