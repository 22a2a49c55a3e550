using System.Text.Json.Nodes;
using LustreOperator.Api;

namespace LustreOperator.Cli.Power;

/// <summary>
/// A cluster's <c>spec.overrides</c> as it is on the server, changed entry by entry: what a later release may have put beside our fields stays.
/// </summary>
internal sealed class OverrideList(JsonArray? list)
{
    private const string PowerStateField = "powerState";
    private const string RestartedAtField = "restartedAt";

    private readonly List<JsonObject> _entries = [.. (list ?? []).OfType<JsonObject>().Select(entry => (JsonObject)entry.DeepClone())];

    /// <summary>The list to write; null when nothing is left of it.</summary>
    public JsonArray? ToJson() => _entries.Count == 0 ? null : [.. _entries.Select(entry => entry.DeepClone())];

    /// <summary>Sets the power state that differs from the group's; null goes with the group again.</summary>
    public void SetPower(string machine, PowerState? power)
    {
        if (power is null && !_entries.Exists(entry => (string?)entry["machine"] == machine))
        {
            return;
        }

        JsonObject entry = Entry(machine);
        if (power is { } state)
        {
            entry[PowerStateField] = state.ToString();
            return;
        }

        entry.Remove(PowerStateField);
        if (entry.Count == 1)
        {
            _entries.Remove(entry);
        }
    }

    public void SetRestart(string machine, DateTimeOffset at) =>
        Entry(machine)[RestartedAtField] = at.ToWireText();

    private JsonObject Entry(string machine)
    {
        JsonObject? found = _entries.Find(entry => (string?)entry["machine"] == machine);
        if (found is null)
        {
            _entries.Add(found = new JsonObject { ["machine"] = machine });
        }

        return found;
    }
}
