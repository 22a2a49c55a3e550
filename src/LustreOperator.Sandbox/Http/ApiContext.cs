using System.Globalization;
using LustreOperator.Sandbox.Admission;
using LustreOperator.Sandbox.Authorization;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Http;

/// <summary>One request on one resource.</summary>
internal sealed class ApiContext(HttpContext http, RequestInfo info, ResourceDefinition definition, UserInfo user, PolicyAdmission policies)
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

    public string FieldValidation => Query("fieldValidation");

    public bool DryRun => Query("dryRun").Length > 0;

    /// <summary>The manager a client names, or the first word of its user agent.</summary>
    public string FieldManager
    {
        get
        {
            string given = Query("fieldManager");
            return given.Length > 0 ? given : Http.Request.Headers.UserAgent.ToString().Split('/')[0] is { Length: > 0 } agent ? agent : "unknown";
        }
    }

    public TimeSpan? Timeout => int.TryParse(Query("timeoutSeconds"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0
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
        Admit = Admit(DryRun),
        Warnings = Warnings,
    };

    /// <summary>Asks the admission policies about a write of this request.</summary>
    public Admit Admit(bool isDryRun) => (name, now, before) => policies.Check(
        new AdmissionRequest
        {
            Operation = now is null ? "DELETE" : before is null ? "CREATE" : "UPDATE",
            Definition = Definition,
            Subresource = Info.Subresource,
            Namespace = Definition.Name == BuiltInResources.Namespaces ? name : Namespace,
            Name = name,
            User = User,
            DryRun = isDryRun,
            Object = now,
            Old = before,
        },
        Warnings);

    public ObjectDecoder Decoder() => new(Definition, FieldValidation, Warnings);
}
