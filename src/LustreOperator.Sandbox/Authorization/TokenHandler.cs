using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>Issues tokens to service accounts.</summary>
internal sealed class TokenHandler(Authenticator authenticator, ObjectStore store, Func<string> now)
{
    private const int LeastSeconds = 600;
    private const int DefaultSeconds = 3600;
    private const long MostSeconds = 1L << 32;

    private static readonly ResourceDefinition s_kind = new()
    {
        Group = "authentication.k8s.io",
        Version = "v1",
        Kind = "TokenRequest",
        Plural = "tokenrequests",
        Singular = "tokenrequest",
        Type = KindFacts.Kind("authentication.k8s.io", "TokenRequest"),
    };

    public async Task IssueAsync(ApiContext context)
    {
        Negotiation.Form(context.Http.Request);
        OptionChecks.Write(context, "CreateOptions");
        var decoder = new ObjectDecoder(s_kind, context.FieldValidation, context.Warnings);
        JsonObject body = await decoder.DecodeAsync(context);
        WriteHandler.CheckNamespace(context, body);
        string name = context.Info.Name;
        StoredObject account = store.Get(context.Definition.Key(context.Namespace, name)) ?? throw ApiErrors.NotFound(context.Definition.Name, name);
        JsonObject metadata = body.GetOrAdd("metadata");
        JsonObject spec = body.GetOrAdd("spec");
        if (metadata.Text("name") is { Length: > 0 } given && given != name)
        {
            throw Invalid(name, FieldError.Invalid("metadata.name", given, "must match the service account name if specified"));
        }

        FieldOwnership.Update(
            s_kind.Zero.Copy(), body, ManagedFields.None, new FieldManager(context.FieldManager, FieldManager.Update, s_kind.ApiVersion, "token"),
            s_kind.Scope("token"), now()).Write(body);
        long seconds = Seconds(spec);
        CheckBinding(spec.Object("boundObjectRef"), context.Namespace);
        string[] audiences = spec.Array("audiences") is { Count: > 0 } wanted ? [.. wanted.Texts()] : [Authenticator.Audience];
        (string token, string expires) = authenticator.Issue(account, audiences, TimeSpan.FromSeconds(seconds));
        spec["audiences"] = JsonTree.ToArray(audiences);
        spec["expirationSeconds"] = seconds;
        metadata["name"] = name;
        metadata["namespace"] = account.Key.Namespace;
        metadata["uid"] = account.Uid;
        metadata["creationTimestamp"] = now();
        body["apiVersion"] = s_kind.ApiVersion;
        body["kind"] = s_kind.Kind;
        body["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = expires };
        ResponseWriter.Warn(context.Http, context.Warnings);
        await ResponseWriter.WriteAsync(context.Http, 201, body);
    }

    private static long Seconds(JsonObject spec)
    {
        long seconds = spec.Integer("expirationSeconds") ?? DefaultSeconds;
        return seconds switch
        {
            < LeastSeconds =>
                throw Invalid(string.Empty, FieldError.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")),
            > MostSeconds =>
                throw Invalid(string.Empty, FieldError.Invalid("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")),
            _ => seconds,
        };
    }

    private void CheckBinding(JsonObject? bound, string ns)
    {
        if (bound is null)
        {
            return;
        }

        GroupResource resource = (bound.Text("apiVersion"), bound.Text("kind")) switch
        {
            ("v1", "Pod") => new GroupResource(string.Empty, "pods"),
            ("v1", "Secret") => new GroupResource(string.Empty, "secrets"),
            ("v1", "Node") => new GroupResource(string.Empty, "nodes"),
            var (version, kind) => throw ApiErrors.BadRequest($"cannot bind token to object of type /{version}, Kind={kind}"),
        };
        string name = bound.Text("name") ?? string.Empty;
        if (store.Get(new ObjectKey(resource, resource.Resource == "nodes" ? string.Empty : ns, name)) is null)
        {
            throw ApiErrors.NotFound(resource, name);
        }
    }

    private static ApiException Invalid(string name, FieldError fault) => ApiErrors.Invalid(s_kind.Group, s_kind.Kind, name, [fault]);
}
