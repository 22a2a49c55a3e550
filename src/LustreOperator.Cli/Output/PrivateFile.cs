using System.Text;

namespace LustreOperator.Cli.Output;

/// <summary>A file that holds a secret: written in one step, readable by its owner alone.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string text)
    {
        string unfinished = $"{path}.{Environment.ProcessId}.new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (FileStream file = new(unfinished, options))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Why a file must not, or cannot, be written there; null when it may. An empty file is as good as none.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="isOurs">Whether the text of a file that exists is one that we wrote for the same purpose.</param>
    public static string? Objection(string path, Func<string, bool> isOurs)
    {
        if (Directory.Exists(path))
        {
            return $"{path} is a folder; name a file";
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            return $"{path}: there is no such folder; make it first";
        }

        return File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } text && !isOurs(text)
            ? $"{path} exists and holds something else; name another file, or remove it"
            : null;
    }
}
