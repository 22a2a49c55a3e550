using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>Acting as somebody else (kubectl --as), for those who may be that user, and have those groups.</summary>
internal static class Impersonation
{
    private const string ServiceAccountPrefix = "system:serviceaccount:";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string Authentication = "authentication.k8s.io";

    public static UserInfo Apply(HttpRequest request, UserInfo user, RbacAuthorizer authorizer)
    {
        string name = request.Headers["Impersonate-User"].ToString();
        string uid = request.Headers["Impersonate-Uid"].ToString();
        List<string> groups = [.. request.Headers["Impersonate-Group"].OfType<string>()];
        var extra = request.Headers.Where(h => h.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(h => h.Key[ExtraPrefix.Length..].ToLowerInvariant(), h => h.Value.OfType<string>().ToArray(), StringComparer.Ordinal);
        if (name.Length == 0)
        {
            // Nobody is taken for somebody else by a group alone, and certainly not for the caller.
            return groups.Count == 0 && uid.Length == 0 && extra.Count == 0
                ? user
                : throw new ApiException(
                    500, null,
                    $"Internal Server Error: \"{request.Path}{request.QueryString}\": requested "
                    + $"{string.Join(' ', groups.Append(uid).Concat(extra.Keys))} without impersonating a user\n");
        }

        string[] parts = name.Split(':');
        bool isAccount = name.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) && parts.Length == 4;
        Require(isAccount
            ? Wanted("serviceaccounts", parts[3]) with { Namespace = parts[2] }
            : Wanted("users", name));
        foreach (string group in groups)
        {
            Require(Wanted("groups", group));
        }

        if (uid.Length > 0)
        {
            Require(Wanted("uids", uid) with { Group = Authentication });
        }

        foreach ((string key, string value) in extra.SelectMany(e => e.Value.Select(v => (e.Key, v))))
        {
            Require(Wanted("userextras", value) with { Group = Authentication, Subresource = key });
        }

        if (groups.Count == 0 && isAccount)
        {
            groups.AddRange(UserInfo.ServiceAccount(parts[2], parts[3], string.Empty).Groups);
        }

        if (!groups.Contains(UserInfo.Authenticated) && !groups.Contains(UserInfo.Unauthenticated))
        {
            groups.Add(name == UserInfo.Anonymous.Name ? UserInfo.Unauthenticated : UserInfo.Authenticated);
        }

        return new UserInfo(name, uid, groups) { Extra = extra };

        void Require(AccessAttributes wanted)
        {
            if (!authorizer.IsAllowed(user, wanted))
            {
                throw ApiErrors.Forbidden(new GroupResource(wanted.Group, wanted.Resource), wanted.Name, wanted.Refusal(user.Name));
            }
        }
    }

    private static AccessAttributes Wanted(string resource, string name) => new() { Verb = "impersonate", Resource = resource, Name = name };
}
