using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>The kinds that are questions: they are answered, not stored. Also issues tokens.</summary>
internal sealed class ReviewHandler(RbacAuthorizer authorizer, Authenticator authenticator, ObjectStore store, Func<string> now)
{
    private const int DefaultTokenSeconds = 3600;

    public async Task AnswerAsync(ApiContext context)
    {
        JsonObject body = await ReadAsync(context, context.Definition.Kind);
        JsonObject spec = body.GetOrAdd("spec");
        ManagedFields owners = FieldOwnership.Update(
            context.Definition.Zero.Copy(), body, ManagedFields.None,
            new FieldManager(context.FieldManager, FieldManager.Update, context.Definition.ApiVersion, string.Empty),
            context.Definition.Scope(string.Empty), now());
        owners.Write(body);
        body["status"] = context.Definition.Kind switch
        {
            "SelfSubjectAccessReview" => Decision(context.User, spec),
            "SubjectAccessReview" => Decision(
                new UserInfo(spec.Text("user") ?? string.Empty, string.Empty, [.. spec.Array("groups").Texts()]), spec),
            "SelfSubjectRulesReview" => Rules(context.User, spec),
            "TokenReview" => Token(spec.Text("token") ?? string.Empty),
            _ => new JsonObject { ["userInfo"] = context.User.ToJson() },
        };
        if (context.Definition.Kind == "SelfSubjectReview")
        {
            body.Remove("spec");
        }

        body["apiVersion"] = context.Definition.ApiVersion;
        body["kind"] = context.Definition.Kind;
        await ResponseWriter.WriteAsync(context.Http, 201, body);
    }

    public async Task IssueTokenAsync(ApiContext context)
    {
        StoredObject account = store.Get(context.Definition.Key(context.Namespace, context.Info.Name))
            ?? throw ApiErrors.NotFound(context.Definition.Name, context.Info.Name);
        JsonObject body = await ReadAsync(context, "TokenRequest");
        long seconds = body.Integer("spec", "expirationSeconds") ?? DefaultTokenSeconds;
        (string token, string expires) = authenticator.Issue(account, TimeSpan.FromSeconds(seconds));
        body["apiVersion"] = "authentication.k8s.io/v1";
        body["kind"] = "TokenRequest";
        body.GetOrAdd("spec")["expirationSeconds"] = seconds;
        JsonObject metadata = body.GetOrAdd("metadata");
        metadata["name"] = account.Key.Name;
        metadata["namespace"] = account.Key.Namespace;
        metadata["creationTimestamp"] = now();
        body["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = expires };
        await ResponseWriter.WriteAsync(context.Http, 201, body);
    }

    private static async Task<JsonObject> ReadAsync(ApiContext context, string kind)
    {
        byte[] bytes = await BodyReader.ReadAsync(context.Http.Request, context.Aborted);
        try
        {
            JsonObject body = bytes.Length == 0 ? [] : BodyReader.ParseAny(bytes, null) as JsonObject ?? [];
            body.GetOrAdd("metadata");
            return body;
        }
        catch (DocumentException e)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind}): {e.Message}");
        }
    }

    private JsonObject Decision(UserInfo user, JsonObject spec)
    {
        JsonObject? resource = spec.Object("resourceAttributes");
        AccessAttributes wanted = resource is null
            ? new AccessAttributes
            {
                IsResource = false,
                Verb = spec.Text("nonResourceAttributes", "verb") ?? string.Empty,
                Path = spec.Text("nonResourceAttributes", "path") ?? string.Empty,
            }
            : new AccessAttributes
            {
                Verb = resource.Text("verb") ?? string.Empty,
                Group = resource.Text("group") ?? string.Empty,
                Resource = resource.Text("resource") ?? string.Empty,
                Subresource = resource.Text("subresource") ?? string.Empty,
                Namespace = resource.Text("namespace") ?? string.Empty,
                Name = resource.Text("name") ?? string.Empty,
            };
        string? allowance = authorizer.Allowance(user, wanted);
        var decision = new JsonObject { ["allowed"] = allowance is not null };
        if (allowance is { Length: > 0 })
        {
            decision["reason"] = allowance;
        }

        return decision;
    }

    private JsonObject Rules(UserInfo user, JsonObject spec)
    {
        JsonObject[] rules = [.. authorizer.RulesFor(user, spec.Text("namespace") ?? string.Empty)];
        return new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. rules.Where(r => r.ContainsKey("resources")).Select(r => r.DeepClone())]),
            ["nonResourceRules"] = new JsonArray([.. rules.Where(r => r.ContainsKey("nonResourceURLs")).Select(r => r.DeepClone())]),
            ["incomplete"] = false,
        };
    }

    private JsonObject Token(string token) => authenticator.User(token) is { } user
        ? new JsonObject { ["authenticated"] = true, ["user"] = user.ToJson() }
        : new JsonObject { ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };
}
