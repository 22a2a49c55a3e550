using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>Knows the bearer tokens: the administrator's, and those issued to service accounts.</summary>
internal sealed class Authenticator(ObjectStore store, TimeProvider time)
{
    /// <summary>For whom tokens are meant that are good here.</summary>
    public const string Audience = "https://kubernetes.default.svc";

    private static readonly UserInfo s_administrator = new("kubernetes-admin", string.Empty, [UserInfo.Masters, UserInfo.Authenticated]);
    private readonly ConcurrentDictionary<string, Issued> _issued = new(StringComparer.Ordinal);

    public string AdministratorToken { get; } = NewToken();

    public UserInfo Authenticate(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return UserInfo.Anonymous;
        }

        const string scheme = "Bearer ";
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return UserInfo.Anonymous;
        }

        return User(header[scheme.Length..].Trim(), [Audience]) ?? throw new ApiException(401, "Unauthorized", "Unauthorized");
    }

    /// <summary>Whose token it is, if it is good for one of these audiences.</summary>
    public UserInfo? User(string token, IReadOnlyCollection<string> audiences)
    {
        if (token == AdministratorToken && audiences.Contains(Audience))
        {
            return s_administrator;
        }

        if (!_issued.TryGetValue(token, out Issued? issued) || issued.Expires <= time.GetUtcNow() || !issued.Audiences.Any(audiences.Contains))
        {
            return null;
        }

        // A token dies with its service account, also when another of the same name takes its place.
        return store.Get(issued.Account)?.Uid == issued.Uid
            ? UserInfo.ServiceAccount(issued.Account.Namespace, issued.Account.Name, issued.Uid)
            : null;
    }

    /// <summary>For whom a token is meant.</summary>
    public IEnumerable<string> Audiences(string token) => _issued.GetValueOrDefault(token)?.Audiences ?? [Audience];

    public (string Token, string Expires) Issue(StoredObject account, IReadOnlyCollection<string> audiences, TimeSpan lifetime)
    {
        string token = NewToken();
        DateTimeOffset expires = time.GetUtcNow() + lifetime;
        _issued[token] = new Issued(account.Key, account.Uid, audiences, expires);
        return (token, expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    private static string NewToken() => RandomNumberGenerator.GetHexString(48, lowercase: true);

    private sealed record Issued(ObjectKey Account, string Uid, IReadOnlyCollection<string> Audiences, DateTimeOffset Expires);
}
