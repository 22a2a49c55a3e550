using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Http;

/// <summary>What the options of a list, a watch or a deletion may not say.</summary>
internal static class OptionChecks
{
    private const string Match = "resourceVersionMatch";
    private const string Initial = "sendInitialEvents";
    private static readonly string[] s_matches = ["\"Exact\"", "\"NotOlderThan\"", "\"\""];

    public static void List(ApiContext context)
    {
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
        var errors = new List<FieldError>();
        string match = context.Query(Match);
        if (context.Query(Initial).Length == 0)
        {
            if (match.Length > 0)
            {
                errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            }
        }
        else if (match.Length == 0)
        {
            errors.Add(FieldError.Forbidden(Match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        else if (match != "NotOlderThan")
        {
            errors.Add(FieldError.NotSupported(Match, match, ["\"NotOlderThan\""]));
        }

        Refuse("ListOptions", errors);
    }

    /// <summary>Refuses options of a deletion that contradict each other or mean nothing.</summary>
    /// <param name="propagation">The policy asked for; null: none.</param>
    /// <param name="orphans">The older way to ask for it; null: not used.</param>
    /// <param name="dryRun">Every value of dryRun.</param>
    public static void Delete(string? propagation, bool? orphans, IReadOnlyCollection<string> dryRun)
    {
        var errors = new List<FieldError>();
        if (propagation is not null && orphans is not null)
        {
            errors.Add(FieldError.Invalid("propagationPolicy", propagation, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (propagation is not (null or "Foreground" or "Background" or "Orphan"))
        {
            errors.Add(FieldError.NotSupported("propagationPolicy", propagation, ["\"Foreground\"", "\"Background\"", "\"Orphan\"", "\"nil\""]));
        }

        if (dryRun.Any(value => value != "All"))
        {
            errors.Add(FieldError.NotSupported("dryRun", JsonTree.ToArray(dryRun), ["\"All\""]));
        }

        Refuse("DeleteOptions", errors);
    }

    private static void Refuse(string kind, List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid("meta.k8s.io", kind, string.Empty, errors);
        }
    }
}
