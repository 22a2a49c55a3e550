using System.Net;

namespace LustreOperator.Kubernetes;

/// <summary>
/// The proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY (or in lower case) as kubectl understands them. .NET's own reading knows no networks (10.0.0.0/8) in
/// NO_PROXY, with which the API servers of clusters are mostly excepted.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? _https;
    private readonly Uri? _http;
    private readonly string[] _except;

    private EnvironmentProxy(Uri? https, Uri? http, string[] except)
    {
        _https = https;
        _http = http;
        _except = except;
        Credentials = CredentialsOf(https ?? http!);
    }

    public ICredentials? Credentials { get; set; }

    /// <summary>Null when there are none.</summary>
    /// <param name="variable">Gives the value of an environment variable, null when it is not set.</param>
    /// <exception cref="KubernetesConfigurationException">A proxy's address cannot be read.</exception>
    public static EnvironmentProxy? Read(Func<string, string?> variable)
    {
        Uri? https = Address("HTTPS_PROXY", variable);
        Uri? http = Address("HTTP_PROXY", variable);
        string except = Value("NO_PROXY", variable) ?? "";
        return https is null && http is null
            ? null
            : new EnvironmentProxy(https, http, except.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    public static NetworkCredential? CredentialsOf(Uri proxy)
    {
        string[] parts = proxy.UserInfo.Split(':', 2);
        return proxy.UserInfo.Length == 0
            ? null
            : new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : ProxyOf(destination);

    public bool IsBypassed(Uri host)
    {
        string name = host.IdnHost.TrimEnd('.').ToLowerInvariant();
        IPAddress? address = IPAddress.TryParse(name, out IPAddress? parsed) ? parsed : null;
        return ProxyOf(host) is null || name == "localhost" || (address is not null && IPAddress.IsLoopback(address))
            || _except.Any(except => Matches(except.ToLowerInvariant(), name, host.Port, address));
    }

    private Uri? ProxyOf(Uri host) => host.Scheme == Uri.UriSchemeHttp ? _http : _https;

    private static bool Matches(string except, string name, int port, IPAddress? address)
    {
        if (except == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(except, out IPNetwork network))
        {
            return address is not null && network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        }

        if (IPAddress.TryParse(except, out IPAddress? one))
        {
            return one.Equals(address);
        }

        int colon = except.LastIndexOf(':');
        if (colon >= 0 && int.TryParse(except.AsSpan(colon + 1), out int onlyPort))
        {
            return port == onlyPort && Matches(except[..colon].Trim('[', ']'), name, port, address);
        }

        // example.com means itself and all below, .example.com and *.example.com all below only.
        string below = except.StartsWith("*.", StringComparison.Ordinal) ? except[1..] : except;
        return below.StartsWith('.')
            ? name.EndsWith(below, StringComparison.Ordinal)
            : name == below || name.EndsWith("." + below, StringComparison.Ordinal);
    }

    private static Uri? Address(string name, Func<string, string?> variable)
    {
        if (Value(name, variable) is not { } text)
        {
            return null;
        }

        string whole = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(whole, UriKind.Absolute, out Uri? proxy) && proxy.Scheme is "http" or "https" or "socks5"
            ? proxy
            : throw new KubernetesConfigurationException("the environment", name, $"must be an address such as http://proxy:3128, not {text}");
    }

    private static string? Value(string name, Func<string, string?> variable) =>
        variable(name) is { Length: > 0 } upper ? upper : variable(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower : null;
}
