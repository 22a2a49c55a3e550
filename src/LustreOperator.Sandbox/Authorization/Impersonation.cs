using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>Acting as somebody else (kubectl --as), for those who may.</summary>
internal static class Impersonation
{
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    public static UserInfo Apply(HttpRequest request, UserInfo user, RbacAuthorizer authorizer)
    {
        string name = request.Headers["Impersonate-User"].ToString();
        if (name.Length == 0)
        {
            return user;
        }

        var wanted = new AccessAttributes { Verb = "impersonate", Resource = "users", Name = name };
        if (!authorizer.IsAllowed(user, wanted))
        {
            throw ApiErrors.Forbidden(new GroupResource("", "users"), name, wanted.Refusal(user.Name));
        }

        List<string> groups = [.. request.Headers["Impersonate-Group"].OfType<string>()];
        string[] parts = name.Split(':');
        if (groups.Count == 0 && name.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) && parts.Length == 4)
        {
            return UserInfo.ServiceAccount(parts[2], parts[3], string.Empty);
        }

        if (!groups.Contains(UserInfo.Authenticated))
        {
            groups.Add(UserInfo.Authenticated);
        }

        return new UserInfo(name, string.Empty, groups);
    }
}
