using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LustreOperator.Kubernetes;

/// <summary>
/// What Kubernetes puts into a pod for its service account. (The client library's own reader looks in one place only, and its token fails while the file
/// is replaced.)
/// </summary>
internal static class InClusterFiles
{
    public const string Directory = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static bool Exist => File.Exists(Path.Combine(Directory, "token"));

    public static ConnectionSettings Read(string directory, TimeProvider time) =>
        Read(
            directory,
            Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"),
            Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"),
            time);

    public static ConnectionSettings Read(string directory, string? host, string? port, TimeProvider time)
    {
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new KubernetesConfigurationException(
                directory, "", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no pod; use a kubeconfig");
        }

        string authority = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        string namespaceFile = Path.Combine(directory, "namespace");
        return new ConnectionSettings
        {
            Server = new Uri($"https://{authority}:{port}/"),
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : "default",
            Source = $"the pod's service account in {directory}",
            Authorities = Authorities(Path.Combine(directory, "ca.crt")),
            Token = FileToken.From(Path.Combine(directory, "token"), time),
        };
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        try
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(file);
            return authorities;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new KubernetesConfigurationException(file, "", $"the certificate authority cannot be read: {fault.Message}", fault);
        }
    }
}
