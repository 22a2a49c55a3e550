using System.Globalization;
using LustreOperator.Sandbox.Authorization;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Schema;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Http;

/// <summary>One request on one resource.</summary>
internal sealed class ApiContext(HttpContext http, RequestInfo info, ResourceDefinition definition, UserInfo user)
{
    public HttpContext Http { get; } = http;

    public RequestInfo Info { get; } = info;

    public ResourceDefinition Definition { get; } = definition;

    public UserInfo User { get; } = user;

    public List<string> Warnings { get; } = [];

    public CancellationToken Aborted => Http.RequestAborted;

    public string Query(string name) => Http.Request.Query[name].ToString();

    public bool Flag(string name) => Query(name) is "true" or "1";

    /// <summary>The namespace of the object; a namespace itself is cluster-scoped.</summary>
    public string Namespace => Definition.Namespaced ? Info.Namespace : string.Empty;

    public string FieldValidation
    {
        get
        {
            string value = Query("fieldValidation");
            return value is "" or "Strict" or "Warn" or "Ignore"
                ? value
                : throw OptionError("fieldValidation", FieldError.NotSupported("fieldValidation", value, ["\"Ignore\"", "\"Strict\"", "\"Warn\""]));
        }
    }

    public bool DryRun
    {
        get
        {
            string?[] values = [.. Http.Request.Query["dryRun"]];
            return values switch
            {
                [] or [""] => false,
                ["All"] => true,
                _ => throw OptionError("dryRun", FieldError.NotSupported(
                    "dryRun", Documents.JsonTree.ToArray(values.OfType<string>()), ["\"All\""])),
            };
        }
    }

    /// <summary>The manager a client names, or the first word of its user agent.</summary>
    public string FieldManager
    {
        get
        {
            string given = Query("fieldManager");
            return given.Length > 0 ? given : Http.Request.Headers.UserAgent.ToString().Split('/')[0] is { Length: > 0 } agent ? agent : "unknown";
        }
    }

    public TimeSpan? Timeout => int.TryParse(Query("timeoutSeconds"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
        ? TimeSpan.FromSeconds(seconds)
        : null;

    public WriteOptions WriteOptions(bool isUpdate) => new()
    {
        Manager = FieldManager,
        Subresource = Info.Subresource,
        DryRun = DryRun,
        Force = Flag("force"),
        Unconditional = !isUpdate || !Definition.NeedsVersionToUpdate,
        ChecksUid = isUpdate,
        Warnings = Warnings,
    };

    public ObjectDecoder Decoder() => new(Definition, FieldValidation, Warnings);

    public ApiException OptionError(string field, FieldError error) =>
        ApiErrors.Invalid("meta.k8s.io", OptionsKind, string.Empty, [error with { Field = field }]);

    private string OptionsKind => Info.Verb switch
    {
        "create" => "CreateOptions",
        "update" => "UpdateOptions",
        "patch" => "PatchOptions",
        "delete" or "deletecollection" => "DeleteOptions",
        _ => "ListOptions",
    };
}
