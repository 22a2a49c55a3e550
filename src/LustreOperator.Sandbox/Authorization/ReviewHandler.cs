using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Authorization;

/// <summary>The kinds that are questions: they are answered, not stored.</summary>
internal sealed class ReviewHandler(RbacAuthorizer authorizer, Authenticator authenticator, Func<string> now)
{
    public async Task AnswerAsync(ApiContext context)
    {
        Negotiation.Form(context.Http.Request);
        OptionChecks.Write(context, "CreateOptions");
        ResourceDefinition definition = context.Definition;
        JsonObject body = await context.Decoder().DecodeAsync(context);
        JsonObject metadata = body.GetOrAdd("metadata");
        JsonObject spec = body.Object("spec") ?? [];
        if (definition.Namespaced)
        {
            WriteHandler.CheckNamespace(context, body);
            metadata["namespace"] = context.Namespace;
        }

        Check(definition, metadata, spec, context);
        FieldOwnership.Update(
            definition.Zero.Copy(), body, ManagedFields.None,
            new FieldManager(context.FieldManager, FieldManager.Update, definition.ApiVersion, string.Empty),
            definition.Scope(string.Empty), now()).Write(body);
        body["status"] = definition.Kind switch
        {
            "SelfSubjectAccessReview" => Decision(context.User, spec),
            "SubjectAccessReview" or "LocalSubjectAccessReview" => Decision(
                new UserInfo(spec.Text("user") ?? string.Empty, string.Empty, [.. spec.Array("groups").Texts()]), spec),
            "SelfSubjectRulesReview" => Rules(context.User, spec),
            "TokenReview" => Token(spec.Text("token") ?? string.Empty, [.. spec.Array("audiences").Texts()]),
            _ => new JsonObject { ["userInfo"] = context.User.ToJson() },
        };
        if (definition.Kind == "SelfSubjectReview")
        {
            metadata.Remove("managedFields");
            metadata["creationTimestamp"] = now();
        }

        body["apiVersion"] = definition.ApiVersion;
        body["kind"] = definition.Kind;
        ResponseWriter.Warn(context.Http, context.Warnings);
        await ResponseWriter.WriteAsync(context.Http, 201, body);
    }

    /// <summary>Refuses a question that cannot be answered.</summary>
    private static void Check(ResourceDefinition definition, JsonObject metadata, JsonObject spec, ApiContext context)
    {
        switch (definition.Kind)
        {
            case "TokenReview" when string.IsNullOrEmpty(spec.Text("token")):
                throw ApiErrors.BadRequest("token is required for TokenReview in authentication");
            case "SelfSubjectRulesReview" when string.IsNullOrEmpty(spec.Text("namespace")):
                throw ApiErrors.BadRequest("no namespace on request");
            case "TokenReview" or "SelfSubjectRulesReview" or "SelfSubjectReview":
                return;
        }

        var errors = new List<FieldError>();
        bool isResource = spec["resourceAttributes"] is not null;
        bool isOther = spec["nonResourceAttributes"] is not null;
        if (isResource && isOther)
        {
            errors.Add(FieldError.Invalid(
                "spec.nonResourceAttributes", spec["nonResourceAttributes"], "cannot be specified in combination with resourceAttributes"));
        }
        else if (!isResource && !isOther)
        {
            errors.Add(FieldError.Invalid(
                "spec.resourceAttributes", null, "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }

        if (definition.Kind != "SelfSubjectAccessReview" && string.IsNullOrEmpty(spec.Text("user")) && spec.Array("groups") is not { Count: > 0 })
        {
            errors.Add(FieldError.Invalid("spec.user", string.Empty, "at least one of user or group must be specified"));
        }

        if (definition.Namespaced && isResource && (spec.Text("resourceAttributes", "namespace") ?? string.Empty) != context.Namespace)
        {
            errors.Add(FieldError.Invalid(
                "spec.resourceAttributes.namespace", spec.Text("resourceAttributes", "namespace") ?? string.Empty, "must match metadata.namespace"));
        }

        if (definition.Namespaced && isOther)
        {
            errors.Add(FieldError.Invalid(
                "spec.nonResourceAttributes", spec["nonResourceAttributes"], "disallowed on this kind of request"));
        }

        if (metadata.Any(p => p.Key is not ("namespace" or "managedFields")))
        {
            errors.Add(FieldError.Invalid("metadata", metadata, "must be empty"));
        }

        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(definition.Group, string.Empty, string.Empty, errors);
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

    private JsonObject Token(string token, IReadOnlyCollection<string> audiences)
    {
        string[] wanted = audiences.Count > 0 ? [.. audiences] : [Authenticator.Audience];
        return authenticator.User(token, wanted) is { } user
            ? new JsonObject
            {
                ["authenticated"] = true,
                ["user"] = user.ToJson(),
                ["audiences"] = JsonTree.ToArray(authenticator.Audiences(token).Intersect(wanted)),
            }
            : new JsonObject { ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };
    }
}
