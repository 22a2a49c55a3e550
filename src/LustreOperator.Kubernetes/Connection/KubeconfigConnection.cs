using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Authentication;

namespace LustreOperator.Kubernetes;

/// <summary>
/// What a kubeconfig's context asks for. The client library's own way from its model to a connection runs the credential plugin at once, takes the
/// first of several authorities only, and names no field in its errors.
/// </summary>
internal static class KubeconfigConnection
{
    public static ConnectionSettings Read(KubeconfigContext context, TimeProvider time)
    {
        ITokenProvider? token = Token(context, time);
        ExecLogin? login = token is null && context.User?.ExternalExecution is { } exec ? new ExecLogin(ExecPlugin.Of(context, exec), time) : null;
        return new ConnectionSettings
        {
            Server = Address(context, "server", context.Cluster.Server, "https://10.0.0.1:6443", "https", "http")
                ?? throw context.ClusterFault("server", "is missing; it must be the API server's address"),
            Namespace = context.Namespace,
            Source = context.Source,
            Authorities = Authorities(context),
            SkipVerification = context.Cluster.SkipTlsVerify,
            ServerName = Filled(context.Cluster.TlsServerName),
            ClientCertificate = ClientCertificate(context),
            Token = token ?? login,
            Login = login,
            Proxy = Address(context, "proxy-url", context.ClusterText("proxy-url"), "http://proxy:3128", "https", "http", "socks5"),
            Headers = Impersonation(context),
        };
    }

    private static Uri? Address(KubeconfigContext context, string field, string? text, string example, params ReadOnlySpan<string> schemes) =>
        string.IsNullOrEmpty(text) ? null
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && schemes.Contains(address.Scheme) ? address
            : throw context.ClusterFault(field, $"must be an address such as {example}, not {text}");

    private static X509Certificate2Collection? Authorities(KubeconfigContext context)
    {
        if (Pem(
            context.ClusterFile,
            context.ClusterField("certificate-authority"),
            context.Cluster.CertificateAuthorityData,
            context.Cluster.CertificateAuthority) is not { } pem)
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
            throw context.ClusterFile.Fault(pem.Field, $"holds a certificate that cannot be read: {fault.Message}", fault);
        }

        return authorities.Count > 0 ? authorities : throw context.ClusterFile.Fault(pem.Field, "holds no PEM certificate");
    }

    private static SslStreamCertificateContext? ClientCertificate(KubeconfigContext context)
    {
        if (context.User is not { } user)
        {
            return null;
        }

        KubeconfigFile file = context.UserFile!;
        (string Text, string Field)? certificate = Pem(file, context.UserField("client-certificate"), user.ClientCertificateData, user.ClientCertificate);
        (string Text, string Field)? key = Pem(file, context.UserField("client-key"), user.ClientKeyData, user.ClientKey);
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw context.UserFault(
                certificate is null ? "client-certificate" : "client-key", "is missing; a certificate and its key go together");
        }

        try
        {
            return ClientCertificates.Read(certificate.Value.Text, key.Value.Text);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw file.Fault(certificate.Value.Field, $"and {key.Value.Field} are no certificate with its key: {fault.Message}", fault);
        }
    }

    private static ITokenProvider? Token(KubeconfigContext context, TimeProvider time)
    {
        if (context.User is not { } user)
        {
            return null;
        }

        if (user.AuthProvider is not null)
        {
            throw context.UserFault("auth-provider", "auth providers left Kubernetes in 1.26; use exec with the provider's credential plugin, or a token");
        }

        if (Filled(user.UserName) is not null)
        {
            throw context.UserFault("username", "basic authentication left Kubernetes in 1.19; use a client certificate or a token");
        }

        // The file is the newer one of the two.
        return context.UserText("tokenFile") is { } file ? FileToken.From(context.UserFile!.Resolve(file), time)
            : Filled(user.Token) is { } token ? new StringTokenProvider(token, "Bearer")
            : null;
    }

    private static List<(string Name, string Value)> Impersonation(KubeconfigContext context)
    {
        List<(string, string)> headers = [];
        if (context.UserFile?.Extra("users", context.UserName, "user", "as-user-extra") is not null)
        {
            throw context.UserFault("as-user-extra", "is not supported; as, as-uid and as-groups are");
        }

        string? uid = context.UserText("as-uid");
        string[] groups = [.. context.User?.ImpersonateGroups ?? []];
        if (Filled(context.User?.Impersonate) is not { } name)
        {
            return uid is null && groups.Length == 0 ? headers : throw context.UserFault("as", "is missing; as-uid and as-groups go with it");
        }

        headers.Add(("Impersonate-User", name));
        headers.AddRange(groups.Select(group => ("Impersonate-Group", group)));
        if (uid is not null)
        {
            headers.Add(("Impersonate-Uid", uid));
        }

        return headers;
    }

    /// <summary>The PEM text of a field's -data twin (base64), or of the file that the field names.</summary>
    private static (string Text, string Field)? Pem(KubeconfigFile file, string field, string? data, string? path)
    {
        string dataField = $"{field}-data";
        if (Filled(data) is { } base64)
        {
            try
            {
                return (Encoding.UTF8.GetString(Convert.FromBase64String(base64)), dataField);
            }
            catch (FormatException fault)
            {
                throw file.Fault(dataField, "is not base64", fault);
            }
        }

        if (Filled(path) is not { } named)
        {
            return null;
        }

        try
        {
            return (File.ReadAllText(file.Resolve(named)), field);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw file.Fault(field, $"cannot be read: {fault.Message}", fault);
        }
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
