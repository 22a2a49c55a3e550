namespace LustreOperator.Lab;

/// <summary>
/// A temporary folder for the kubeconfigs of operator and agents. It holds an open file that is locked as long as this process lives; folders that
/// killed ones left, whose locks are free, are removed by the next.
/// </summary>
internal sealed class SecretFolder : IDisposable
{
    private const string Prefix = "lustre-sandbox-";
    private const string LockName = "lock";

    private readonly DirectoryInfo _folder;
    private readonly FileStream _lock;

    public SecretFolder()
    {
        RemoveForsaken();
        _folder = Directory.CreateTempSubdirectory(Prefix);
        _lock = OpenLock(_folder.FullName, FileMode.CreateNew);
    }

    /// <summary>Path of a file in it.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _lock.Dispose();
    }

    private static void RemoveForsaken()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using FileStream free = OpenLock(folder, FileMode.Open);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception lives) when (lives is IOException or UnauthorizedAccessException)
            {
                // Of a sandbox that lives, that has just begun, or of somebody else.
            }
        }
    }

    private static FileStream OpenLock(string folder, FileMode mode) => new(Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None);
}
