using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LustreOperator.Kubernetes;

/// <summary>What Kubernetes puts into a pod for its service account.</summary>
internal static class InClusterFiles
{
    public const string Directory = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static bool Exist => File.Exists(Path.Combine(Directory, "token"));

    public static KubernetesConnection Make(string directory, TimeProvider time) =>
        Make(
            directory,
            Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"),
            Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"),
            time);

    public static KubernetesConnection Make(string directory, string? host, string? port, TimeProvider time)
    {
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new KubernetesConfigurationException(
                directory, "", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no pod; use a kubeconfig");
        }

        string authority = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        ConnectionSecurity security = new()
        {
            Authorities = Authorities(Path.Combine(directory, "ca.crt")),
            Token = TokenSource.FromFile(Path.Combine(directory, "token"), time),
        };
        string namespaceFile = Path.Combine(directory, "namespace");
        string inNamespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : "default";
        return new KubernetesConnection(
            new Uri($"https://{authority}:{port}/"), security.MakeHandler(), inNamespace, $"the pod's service account in {directory}")
        {
            Trust = security.Trust,
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
