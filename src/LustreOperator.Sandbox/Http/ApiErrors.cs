using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Apply;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Http;

/// <summary>The refusals of an API server, in its words.</summary>
internal static class ApiErrors
{
    public static ApiException NotFound(GroupResource resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found", Details(resource, name));

    public static ApiException AlreadyExists(GroupResource resource, string name) =>
        new(409, "AlreadyExists", $"{resource} \"{name}\" already exists", Details(resource, name));

    public static ApiException Conflict(string qualified, string group, string kind, string name, string text) => new(
        409, "Conflict", $"Operation cannot be fulfilled on {qualified} \"{name}\": {text}",
        Details(new GroupResource(group, kind), name));

    public static ApiException Modified(GroupResource resource, string name) => Conflict(
        resource.ToString(), resource.Group, resource.Resource, name,
        "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    /// <summary>As it is said of custom resources.</summary>
    public static ApiException MethodNotSupported(GroupResource resource, string verb) => new(
        405, "MethodNotAllowed", $"{verb} is not supported on resources of kind \"{resource}\"", Details(resource, string.Empty));

    public static ApiException MethodWhileTerminating(GroupResource resource, string verb) => new(
        405, "MethodNotAllowed", $"{verb} not allowed while custom resource definition is terminating", Details(resource, string.Empty));

    public static ApiException UidOfNothing(GroupResource resource, string name, string uid) => Conflict(
        resource.ToString(), resource.Group, resource.Resource, name,
        $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");

    /// <summary>A write into a namespace that is going.</summary>
    public static ApiException Terminating(GroupResource resource, string name, string ns) => Forbidden(
        resource, name, $"unable to create new content in namespace {ns} because it is being terminated",
        new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {ns} is being terminated",
            ["field"] = "metadata.namespace",
        });

    /// <summary>What a patch made of an object cannot be read as one.</summary>
    public static ApiException BadPatchResult(JsonObject made, string why) =>
        Invalid(string.Empty, string.Empty, string.Empty, [FieldError.Invalid("patch", JsonTree.ToSortedText(made), why)]);

    public static ApiException UnsupportedMediaType(params string[] accepted) => new(
        415, "UnsupportedMediaType",
        $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    public static ApiException PatchRejected() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request", []);

    public static ApiException Expired(string message) => new(410, "Expired", message);

    public static ApiException TooLarge(long wanted, long current) => new(
        504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {current}",
        new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    public static ApiException Forbidden(GroupResource resource, string name, string text, JsonObject? cause = null) =>
        Forbidden(403, "Forbidden", resource, name, text, cause);

    /// <summary>What a policy refuses, with the code that goes with the reason; null: Invalid.</summary>
    public static ApiException Denied(GroupResource resource, string name, string? reason, string text)
    {
        int code = reason switch
        {
            "Forbidden" => 403,
            "RequestEntityTooLarge" => 413,
            _ => 422,
        };
        return Forbidden(code, reason ?? "Invalid", resource, name, text, new JsonObject { ["message"] = text });
    }

    // The words are the same whatever the reason is.
    private static ApiException Forbidden(int code, string reason, GroupResource resource, string name, string text, JsonObject? cause)
    {
        JsonObject details = Details(resource, name);
        if (cause is not null)
        {
            details["causes"] = new JsonArray(cause);
        }

        string subject = name.Length == 0 ? resource.ToString() : $"{resource} \"{name}\"";
        return new ApiException(code, reason, $"{subject} is forbidden: {text}", details);
    }

    public static ApiException Invalid(ResourceDefinition definition, string name, IReadOnlyCollection<FieldError> errors) =>
        Invalid(definition.Group, definition.Kind, name, errors);

    public static ApiException Invalid(string group, string kind, string name, IReadOnlyCollection<FieldError> errors)
    {
        string text = errors.Count == 1
            ? errors.First().ToString()
            : $"[{string.Join(", ", errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal))}]";
        if (errors.Count > 1 && errors.Distinct().Count() == 1)
        {
            text = errors.First().ToString();
        }

        JsonObject details = Details(new GroupResource(group, kind), name);
        details["causes"] = new JsonArray(
        [
            .. errors.Select(e => new JsonObject { ["reason"] = e.Reason, ["message"] = e.Message, ["field"] = e.Field }),
        ]);
        string qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        return new ApiException(422, "Invalid", $"{qualified} \"{name}\" is invalid: {text}", details);
    }

    public static ApiException ApplyConflict(ApplyConflictException conflict) => new(
        409, "Conflict", conflict.Message,
        new JsonObject
        {
            ["causes"] = new JsonArray(
            [
                .. conflict.Conflicts.Select(c => new JsonObject
                {
                    ["reason"] = "FieldManagerConflict", ["message"] = c.Text, ["field"] = c.Path,
                }),
            ]),
        });

    private static JsonObject Details(GroupResource resource, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (resource.Group.Length > 0)
        {
            details["group"] = resource.Group;
        }

        if (resource.Resource.Length > 0)
        {
            details["kind"] = resource.Resource;
        }

        return details;
    }
}
