namespace LustreOperator.Kubernetes;

/// <summary>Where kubectl looks for its configuration.</summary>
internal static class KubeconfigPaths
{
    /// <summary>The files of KUBECONFIG (which must exist if it names one only), else the one in the home directory if it is there.</summary>
    public static IReadOnlyList<string> Default()
    {
        string? variable = Environment.GetEnvironmentVariable("KUBECONFIG");
        if (!string.IsNullOrEmpty(variable))
        {
            string[] named = variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return named.Length == 1 ? named : [.. named.Where(File.Exists)];
        }

        string home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        return File.Exists(home) ? [home] : [];
    }
}
