using System.Text.Json.Nodes;
using LustreOperator.Api;

namespace LustreOperator.Cli.Power;

/// <summary>A cluster's <c>spec.machines</c> as it is on the server: of a group nothing but its power state is changed.</summary>
internal sealed class GroupList(JsonArray? list)
{
    private readonly JsonArray? _groups = (JsonArray?)list?.DeepClone();

    public JsonArray? ToJson() => _groups;

    public void SetPower(string group, PowerState power) =>
        _groups!.OfType<JsonObject>().First(item => (string?)item["name"] == group)["powerState"] = power.ToString();
}
