using System.Globalization;
using System.Text;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Patches;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Http;

/// <summary>What the options of a request may not say.</summary>
internal static class OptionChecks
{
    private const int ManagerBytes = 128;
    private const string Match = "resourceVersionMatch";
    private const string Initial = "sendInitialEvents";
    private static readonly string[] s_matches = ["\"Exact\"", "\"NotOlderThan\"", "\"\""];

    public static void List(ApiContext context)
    {
        Numbers(context, "limit", "timeoutSeconds");
        if (context.Query("continue").Length > 0 && context.Query("resourceVersion") is not ("" or "0"))
        {
            throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
        }

        var errors = new List<FieldError>();
        string match = context.Query(Match);
        string version = context.Query("resourceVersion");
        if (match.Length > 0)
        {
            if (version.Length == 0)
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }

            if (context.Query("continue").Length > 0)
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
            }

            if (match is not ("Exact" or "NotOlderThan"))
            {
                errors.Add(FieldError.NotSupported(Match, match, s_matches));
            }

            if (match == "Exact" && version == "0")
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }

        if (context.Query(Initial).Length > 0)
        {
            errors.Add(FieldError.Forbidden(Initial, "sendInitialEvents is forbidden for list"));
        }

        Refuse("ListOptions", errors);
    }

    public static void Watch(ApiContext context)
    {
        Numbers(context, "timeoutSeconds");
        var errors = new List<FieldError>();
        string match = context.Query(Match);
        bool initial = context.Query(Initial).Length > 0;
        if (initial && match != "NotOlderThan")
        {
            errors.Add(FieldError.Forbidden(Match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }

        if (match.Length > 0)
        {
            if (!initial)
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            }

            if (match != "NotOlderThan")
            {
                errors.Add(FieldError.NotSupported(Match, match, ["\"NotOlderThan\""]));
            }

            if (context.Query("continue").Length > 0)
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
            }
        }

        Refuse("ListOptions", errors);
    }

    /// <summary>Refuses options of a create, an update or a patch (with its media type).</summary>
    public static void Write(ApiContext context, string kind, string? patchType = null)
    {
        var errors = new List<FieldError>();
        string manager = context.Query("fieldManager");
        if (patchType is not null && patchType != PatchDocument.Apply && context.Query("force").Length > 0)
        {
            errors.Add(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        if (patchType == PatchDocument.Apply && manager.Length == 0)
        {
            errors.Add(FieldError.Required("fieldManager", "is required for apply patch"));
        }

        if (Encoding.UTF8.GetByteCount(manager) > ManagerBytes)
        {
            errors.Add(FieldError.TooLong("fieldManager", ManagerBytes));
        }

        errors.AddRange(manager.Index().Where(c => char.IsControl(c.Item)).Select(c => FieldError.Invalid(
            "fieldManager", manager, string.Create(CultureInfo.InvariantCulture, $"invalid character U+{(int)c.Item:X4} (at position {c.Index})"))));
        DryRun([.. context.Http.Request.Query["dryRun"].OfType<string>()], errors);
        if (context.FieldValidation is not ("" or "Strict" or "Warn" or "Ignore"))
        {
            errors.Add(FieldError.NotSupported(
                "fieldValidation", context.FieldValidation, ["\"\"", "\"Ignore\"", "\"Strict\"", "\"Warn\""]));
        }

        Refuse(kind, errors);
    }

    /// <summary>Refuses options of a deletion that contradict each other or mean nothing.</summary>
    /// <param name="propagation">The policy asked for; null: none.</param>
    /// <param name="orphans">The older way to ask for it; null: not used.</param>
    /// <param name="dryRun">Every value of dryRun.</param>
    public static void Delete(string? propagation, bool? orphans, IReadOnlyList<string> dryRun)
    {
        var errors = new List<FieldError>();
        if (propagation is not null && orphans is not null)
        {
            errors.Add(FieldError.Invalid("propagationPolicy", propagation, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (propagation is not (null or "Foreground" or "Background" or "Orphan"))
        {
            errors.Add(FieldError.NotSupported(
                "propagationPolicy", propagation, ["\"Foreground\"", "\"Background\"", "\"Orphan\"", "\"nil\""]));
        }

        DryRun(dryRun, errors);
        Refuse("DeleteOptions", errors);
    }

    private static void Numbers(ApiContext context, params string[] names)
    {
        foreach (string value in names.Select(context.Query)
            .Where(v => v.Length > 0 && !long.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            throw ApiErrors.BadRequest($"strconv.ParseInt: parsing \"{value}\": invalid syntax");
        }
    }

    private static void DryRun(IReadOnlyList<string> values, List<FieldError> errors)
    {
        // A parameter without a value counts as not given.
        if (values.Any(value => value != "All") && values is not [""])
        {
            errors.Add(FieldError.NotSupported("dryRun", JsonTree.ToArray(values), ["\"All\""]));
        }
    }

    private static void Refuse(string kind, List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid("meta.k8s.io", kind, string.Empty, errors);
        }
    }
}
