namespace LustreOperator.TestKit;

/// <summary>What a rig needs of the machine.</summary>
internal static class Programs
{
    /// <summary>Why a rig cannot run here, in words for a skipped test; null when it can.</summary>
    public static string? Missing(string rig, IEnumerable<string> programs)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return $"{rig} needs Linux and root.";
        }

        string[] missing = [.. programs.Where(program => !Exists(program))];
        return missing.Length == 0 ? null : $"{rig} needs {string.Join(", ", missing)}.";
    }

    private static bool Exists(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(':')
        .Concat(["/usr/sbin", "/sbin"])
        .Any(folder => File.Exists(Path.Combine(folder, name)));
}
