using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LustreOperator.Api;

/// <summary>
/// Cuts a status to what the API server takes. Lists are cut at the end, so what is needed most must come first; text is cut with "...", but for
/// a value, which is left out. An item
/// whose key is too long, or was there before, is left out: a key that is cut names something else. Pure.
/// </summary>
public static class StatusFit
{
    /// <summary>
    /// Most bytes of a status as JSON. etcd takes 1.5 MiB for the whole object, and what the server notes about who owns which field is as long as
    /// some lists.
    /// </summary>
    public const int MaxBytes = 768 << 10;

    private const string Ellipsis = "...";

    private static readonly StatusLimit s_none = new(int.MaxValue, []);

    /// <summary>The status as it can be written, and what was cut, such as "storagePools: 512 of 700"; the same status when nothing was.</summary>
    public static (T Status, IReadOnlyList<string> Cuts) Fit<T>(T status, JsonTypeInfo<T> type, StatusLimits limits)
    {
        JsonObject json = JsonSerializer.SerializeToNode(status, type)!.AsObject();
        List<string> cuts = [];
        bool isChanged = CutFields(json, "", limits, cuts);
        isChanged |= CutBytes(json, cuts);
        return isChanged ? (json.Deserialize(type)!, cuts) : (status, []);
    }

    /// <summary>The condition that tells of cuts; null when there are none.</summary>
    public static Condition? Told(IReadOnlyList<string> cuts, long generation) => cuts.Count == 0 ? null : new Condition
    {
        Type = ConditionTypes.StatusComplete,
        Status = ConditionStatus.False,
        Reason = ConditionReasons.ListsCut,
        Message = $"the status shows {string.Join("; ", cuts)}: there is more than the API server takes. What is needed most comes first",
        ObservedGeneration = generation,
    };

    private static bool CutFields(JsonObject parent, string path, StatusLimits limits, List<string> cuts)
    {
        bool isChanged = false;
        foreach ((string name, JsonNode? child) in parent.ToArray())
        {
            string at = path.Length == 0 ? name : $"{path}.{name}";
            switch (child)
            {
                case JsonObject map:
                    isChanged |= CutFields(map, at, limits, cuts);
                    break;
                case JsonArray list:
                    isChanged |= CutList(list, at, limits, cuts);
                    break;
                case JsonValue value when limits.All.TryGetValue(at, out StatusLimit? limit) && TooLong(value, limit.Maximum) is { } text:
                    isChanged = true;
                    if (limit.IsValue)
                    {
                        parent.Remove(name);
                        cuts.Add($"no {at}");
                    }
                    else
                    {
                        parent[name] = Cut(text, limit.Maximum);
                    }

                    break;
                default:
                    break;
            }
        }

        return isChanged;
    }

    private static bool CutList(JsonArray list, string path, StatusLimits limits, List<string> cuts)
    {
        int before = list.Count;
        StatusLimit limit = limits.All.GetValueOrDefault(path) ?? s_none;
        HashSet<string> seen = [];
        for (int i = 0; i < list.Count;)
        {
            bool fits = i < limit.Maximum && HasFittingKey(list[i]!, path, limit, limits) && (limit.Keys.Count == 0 || seen.Add(KeyOf(list[i]!, limit)));
            if (fits)
            {
                i++;
            }
            else if (i >= limit.Maximum)
            {
                list.RemoveRange(limit.Maximum, list.Count - limit.Maximum);
            }
            else
            {
                list.RemoveAt(i);
            }
        }

        if (list.Count < before)
        {
            cuts.Add($"{path}: {list.Count} of {before}");
        }

        bool isChanged = list.Count < before;
        foreach (JsonObject item in list.OfType<JsonObject>())
        {
            isChanged |= CutFields(item, path + "[]", limits, cuts);
        }

        return isChanged;
    }

    private static bool HasFittingKey(JsonNode item, string path, StatusLimit limit, StatusLimits limits) => limit.Keys.All(key =>
    {
        string at = key == "." ? path + "[]" : $"{path}[].{key}";
        JsonNode? value = key == "." ? item : item[key];
        return !limits.All.TryGetValue(at, out StatusLimit? own) || value is not JsonValue text || TooLong(text, own.Maximum) is null;
    });

    private static string KeyOf(JsonNode item, StatusLimit limit) =>
        string.Join('\0', limit.Keys.Select(key => (key == "." ? item : item[key])?.ToJsonString()));

    // The longest list gives way, from its end: conditions never, cells last.
    private static bool CutBytes(JsonObject json, List<string> cuts)
    {
        Dictionary<string, int> before = [];
        while (Bytes(json) > MaxBytes)
        {
            (string Name, JsonArray List)? longest = json
                .Where(field => field is { Value: JsonArray { Count: > 0 } } && field.Key != "conditions")
                .Select(field => (field.Key, field.Value!.AsArray()))
                .OrderBy(field => field.Key == "cells").ThenByDescending(field => Bytes(field.Item2))
                .Cast<(string, JsonArray)?>().FirstOrDefault();
            if (longest is not { } victim)
            {
                break;
            }

            before.TryAdd(victim.Name, victim.List.Count);
            int keep = victim.List.Count * 3 / 4;
            victim.List.RemoveRange(keep, victim.List.Count - keep);
        }

        cuts.AddRange(before.Select(list => $"{list.Key}: {json[list.Key]!.AsArray().Count} of {list.Value} for want of space"));
        return before.Count > 0;
    }

    private static int Bytes(JsonNode json) => Encoding.UTF8.GetByteCount(json.ToJsonString());

    // UTF-16 units are never fewer than the characters that the server counts.
    private static string? TooLong(JsonValue value, int maximum) =>
        value.TryGetValue(out string? text) && text.Length > maximum ? text : null;

    /// <summary>Text as it is written where no more than so many characters may be: the same, or its beginning and "...".</summary>
    public static string Cut(string text, int maximum)
    {
        if (text.Length <= maximum)
        {
            return text;
        }

        int keep = Math.Max(0, maximum - Ellipsis.Length);
        keep -= keep > 0 && char.IsHighSurrogate(text[keep - 1]) ? 1 : 0;
        return text[..keep] + (maximum >= Ellipsis.Length ? Ellipsis : "");
    }
}
