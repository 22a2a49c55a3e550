using System.Globalization;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Selectors;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Http;

/// <summary>get and list.</summary>
internal sealed class ReadHandler(ObjectStore store, TimeProvider time)
{
    public Task GetAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        ResourceDefinition definition = context.Definition;
        string version = context.Query("resourceVersion");
        if (version.Length > 0)
        {
            if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long least))
            {
                throw new ApiException(
                    500, null, $"resourceVersion: Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax");
            }

            if (least > store.Revision)
            {
                throw ApiErrors.TooLarge(least, store.Revision);
            }
        }

        StoredObject stored = store.Get(definition.Key(context.Namespace, context.Info.Name))
            ?? throw ApiErrors.NotFound(definition.Name, context.Info.Name);
        return ResponseWriter.WriteAsync(context.Http, 200, View(context).Single(stored, form));
    }

    public Task ListAsync(ApiContext context)
    {
        OutputForm form = Negotiation.Form(context.Http.Request);
        OptionChecks.List(context);
        (ResourceSnapshot snapshot, ContinueToken? after) = Snapshot(context);
        StoredObject[] selected = [.. Select(context, snapshot).Where(s => after is null || IsAfter(s.Key, after))];
        string next = string.Empty;
        long? remaining = null;
        if (int.TryParse(context.Query("limit"), CultureInfo.InvariantCulture, out int limit) && limit > 0 && selected.Length > limit)
        {
            bool plain = context.Query("labelSelector").Length + context.Query("fieldSelector").Length == 0;
            remaining = plain ? selected.Length - limit : null;
            selected = selected[..limit];
            next = new ContinueToken(snapshot.Revision, selected[^1].Key.Namespace, selected[^1].Key.Name).ToString();
        }

        return ResponseWriter.WriteAsync(context.Http, 200, View(context).List(selected, snapshot.Revision, next, remaining, form));
    }

    public ObjectView View(ApiContext context) => new(context.Definition, time, context.Query("includeObject"));

    /// <summary>The objects of a snapshot that a request selects.</summary>
    public static IEnumerable<StoredObject> Select(ApiContext context, ResourceSnapshot snapshot)
    {
        var labels = LabelSelector.Parse(context.Query("labelSelector"));
        var fields = FieldSelector.Parse(context.Query("fieldSelector"), context.Definition);
        return snapshot.Objects.Values
            .Where(s => context.Namespace.Length == 0 || s.Key.Namespace == context.Namespace)
            .Where(s => labels.Matches(s.Summary.Labels) && fields.Matches(s));
    }

    private (ResourceSnapshot Snapshot, ContinueToken? After) Snapshot(ApiContext context)
    {
        string token = context.Query("continue");
        if (token.Length > 0)
        {
            var after = ContinueToken.Parse(token);
            return (store.ListAt(context.Definition.Storage, after.Revision) ?? throw ApiErrors.Expired(
                "The provided continue parameter is too old to display a consistent list result. "
                + "You must start a new list without the continue parameter."), after);
        }

        ResourceSnapshot snapshot = store.List(context.Definition.Storage);
        string version = context.Query("resourceVersion");
        if (version.Length > 0)
        {
            if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long wanted))
            {
                throw ApiErrors.BadRequest($"invalid resource version \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax");
            }

            if (wanted > snapshot.Revision)
            {
                throw ApiErrors.TooLarge(wanted, snapshot.Revision);
            }

            if (context.Query("resourceVersionMatch") == "Exact")
            {
                snapshot = store.ListAt(context.Definition.Storage, wanted)
                    ?? throw ApiErrors.Expired("The resourceVersion for the provided list is too old.");
            }
        }

        return (snapshot, null);
    }

    private static bool IsAfter(ObjectKey key, ContinueToken after)
    {
        int byNamespace = string.CompareOrdinal(key.Namespace, after.Namespace);
        return byNamespace > 0 || (byNamespace == 0 && string.CompareOrdinal(key.Name, after.Name) > 0);
    }
}
