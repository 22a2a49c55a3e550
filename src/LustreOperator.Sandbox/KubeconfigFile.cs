using System.Text;

namespace LustreOperator.Sandbox;

/// <summary>The file that tells kubectl where the server is and how to trust it.</summary>
internal static class KubeconfigFile
{
    private const string Name = "lustre-sandbox";

    public static string Text(Uri address, string token, string authorityPem) =>
        $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: {Name}
          cluster:
            server: {address.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}
        users:
        - name: {Name}
          user:
            token: {token}
        contexts:
        - name: {Name}
          context:
            cluster: {Name}
            user: {Name}
        current-context: {Name}

        """;

    /// <summary>Replaces the file in one step; nobody else may read it, for it holds a token.</summary>
    public static void Write(string path, string text)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = full + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        File.Move(temporary, full, overwrite: true);
    }
}
