using System.Collections.Frozen;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

/// <summary>Events as both groups store them. Those of the older form have few rules, those of the newer many.</summary>
internal class EventBehavior : ResourceBehavior
{
    private const int NoteBytes = 1024;
    private const int WordBytes = 128;
    private static readonly string[] s_reference = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];
    private static readonly string[] s_words = ["reason", "action", "reportingInstance"];
    private static readonly string[] s_fixed =
    [
        "involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "related", "type", "eventTime", "action",
        "reportingComponent", "reportingInstance",
    ];

    /// <summary>Field selectors and the stored fields they look at.</summary>
    public static IReadOnlyDictionary<string, string> CoreFields { get; } = Fields("involvedObject", ("source", "source.component"));

    public static IReadOnlyDictionary<string, string> V1Fields { get; } = Fields("regarding", ("reportingController", "reportingComponent"));

    /// <summary>Whether events are written in the newer form, which forbids what the older one needed.</summary>
    protected virtual bool IsNewForm => false;

    public override string? NameFault(string name) => Names.PathSegmentFault(name);

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        JsonObject stored = ToStored(body.Copy());
        string ns = stored.Text("metadata", "namespace") ?? string.Empty;
        string about = stored.Text("involvedObject", "namespace") ?? string.Empty;
        if (about.Length > 0 ? about != ns && !IsNewForm : ns is not ("default" or ""))
        {
            errors.Add(FieldError.Invalid("involvedObject.namespace", about, "does not match event.namespace"));
        }

        if (!IsNewForm && stored["eventTime"] is null)
        {
            return;
        }

        string controller = IsNewForm ? "reportingController" : "reportingComponent";
        if (stored["eventTime"] is null)
        {
            errors.Add(FieldError.Required("eventTime"));
        }

        string reporting = stored.Text("reportingComponent") ?? string.Empty;
        if (reporting.Length == 0)
        {
            errors.Add(FieldError.Required(controller));
        }

        foreach (string fault in Names.QualifiedNameFaults(reporting))
        {
            errors.Add(FieldError.Invalid(controller, reporting, fault));
        }

        foreach (string field in s_words)
        {
            string text = stored.Text(field) ?? string.Empty;
            if (text.Length == 0)
            {
                errors.Add(FieldError.Required(field));
            }
            else if (text.Length > WordBytes)
            {
                errors.Add(FieldError.Invalid(field, string.Empty, $"can have at most {WordBytes} characters"));
            }
        }

        if (stored.Text("message") is { Length: > NoteBytes })
        {
            errors.Add(FieldError.Invalid("message", string.Empty, $"can have at most {NoteBytes} characters"));
        }

        if (stored.Text("type") is not ("Normal" or "Warning"))
        {
            errors.Add(FieldError.Invalid("type", string.Empty, $"has invalid value: {stored.Text("type")}"));
        }

        if (live is not null && IsNewForm)
        {
            JsonObject before = ToStored(live.Copy());
            foreach (string field in s_fixed.Where(f => !JsonTree.Same(before.At(f), stored.At(f))))
            {
                errors.Add(FieldError.Invalid(field, stored[field], "field is immutable"));
            }
        }

        if (IsNewForm)
        {
            NewForm(stored, errors);
        }
    }

    private static void NewForm(JsonObject stored, ICollection<FieldError> errors)
    {
        if (stored.Object("series") is { } series)
        {
            if (series.Integer("count") is not >= 2)
            {
                errors.Add(FieldError.Invalid("series.count", string.Empty, "should be at least 2"));
            }

            if (series["lastObservedTime"] is null)
            {
                errors.Add(FieldError.Required("series.lastObservedTime"));
            }
        }

        foreach (string field in (string[])["firstTimestamp", "lastTimestamp", "count", "source"])
        {
            if (stored[field] is not (null or JsonObject { Count: 0 }))
            {
                errors.Add(FieldError.Invalid(field, string.Empty, "needs to be unset"));
            }
        }
    }

    private static FrozenDictionary<string, string> Fields(string reference, (string Name, string Path) extra) =>
        s_reference.Select(f => KeyValuePair.Create($"{reference}.{f}", $"involvedObject.{f}"))
            .Append(KeyValuePair.Create("reason", "reason"))
            .Append(KeyValuePair.Create("type", "type"))
            .Append(KeyValuePair.Create("reportingComponent", "reportingComponent"))
            .Append(KeyValuePair.Create(extra.Name, extra.Path))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
