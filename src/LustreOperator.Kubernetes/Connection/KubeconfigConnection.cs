using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LustreOperator.Kubernetes;

/// <summary>Makes a connection of a kubeconfig's context.</summary>
internal static class KubeconfigConnection
{
    private static readonly (string Field, string Advice)[] s_unsupported =
    [
        ("exec", "credential plugins are not supported; use a client certificate or a token, such as from kubectl create token"),
        ("auth-provider", "auth providers are not supported; use a client certificate or a token, such as from kubectl create token"),
        ("username", "basic authentication left Kubernetes in 1.19; use a client certificate or a token"),
    ];

    public static KubernetesConnection Make(Kubeconfig config, string? contextName, TimeProvider time)
    {
        KubeconfigContext context = config.Context(contextName);
        Uri server = Server(context.Cluster);
        ConnectionSecurity security = new()
        {
            Authorities = Authorities(context.Cluster),
            SkipVerification = context.Cluster.Flag("insecure-skip-tls-verify"),
            ServerName = context.Cluster.Text("tls-server-name"),
            ClientCertificate = context.User is { } user ? ClientCertificate(user) : null,
            Token = context.User is { } owner ? Token(owner, time) : null,
        };
        return new KubernetesConnection(server, security.MakeHandler(), context.Namespace, context.Source)
        {
            Trust = security.Trust,
        };
    }

    private static Uri Server(YamlFields cluster)
    {
        string text = cluster.Text("server") ?? throw cluster.Fault("server", "is missing; it must be the API server's address");
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? server) && server.Scheme is "https" or "http"
            ? server
            : throw cluster.Fault("server", $"must be an address such as https://10.0.0.1:6443, not {text}");
    }

    private static X509Certificate2Collection? Authorities(YamlFields cluster)
    {
        if (Pem(cluster, "certificate-authority") is not { } pem)
        {
            return null;
        }

        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPem(pem.Text);
        }
        catch (CryptographicException fault)
        {
            throw cluster.Fault(pem.Field, $"holds a certificate that cannot be read: {fault.Message}", fault);
        }

        return authorities.Count > 0 ? authorities : throw cluster.Fault(pem.Field, "holds no PEM certificate");
    }

    private static X509Certificate2? ClientCertificate(YamlFields user)
    {
        (string Text, string Field)? certificate = Pem(user, "client-certificate");
        (string Text, string Field)? key = Pem(user, "client-key");
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw user.Fault(certificate is null ? "client-certificate" : "client-key", "is missing; a certificate and its key go together");
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate.Value.Text, key.Value.Text);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw user.Fault(certificate.Value.Field, $"and {key.Value.Field} are no certificate with its key: {fault.Message}", fault);
        }
    }

    private static TokenSource? Token(YamlFields user, TimeProvider time)
    {
        foreach ((string field, string advice) in s_unsupported)
        {
            if (field == "username" ? user.Text(field) is not null : user.Mapping(field) is not null)
            {
                throw user.Fault(field, advice);
            }
        }

        if (user.Text("token") is { } token)
        {
            return TokenSource.Fixed(token);
        }

        return user.Text("tokenFile") is { } file ? TokenSource.FromFile(Resolve(user, file), time) : null;
    }

    /// <summary>The PEM text of a field's -data twin (base64), or of the file that the field names.</summary>
    private static (string Text, string Field)? Pem(YamlFields fields, string field)
    {
        string dataField = $"{field}-data";
        if (fields.Text(dataField) is { } data)
        {
            try
            {
                return (Encoding.UTF8.GetString(Convert.FromBase64String(data)), dataField);
            }
            catch (FormatException fault)
            {
                throw fields.Fault(dataField, "is not base64", fault);
            }
        }

        if (fields.Text(field) is not { } file)
        {
            return null;
        }

        try
        {
            return (File.ReadAllText(Resolve(fields, file)), field);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw fields.Fault(field, $"cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Paths in a kubeconfig are relative to it.</summary>
    private static string Resolve(YamlFields fields, string path) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(fields.File)) ?? "", path);
}
