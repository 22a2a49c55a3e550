using System.Text.Json.Nodes;
using LustreOperator.Cli.Why;
using LustreOperator.Planning;

namespace LustreOperator.Cli.Plan;

/// <summary>Plans for programs: the same facts as for people.</summary>
internal static class PlanJson
{
    public static JsonObject Of(IReadOnlyList<PlanReport> reports, IReadOnlyList<string> passedOver) => new()
    {
        ["plans"] = new JsonArray([.. reports.Select(Of)]),
        ["passedOver"] = Texts(passedOver),
    };

    private static JsonObject Of(PlanReport report)
    {
        JsonObject json = new()
        {
            ["namespace"] = report.Key.Namespace,
            ["cluster"] = report.Key.Name,
            ["isNew"] = report.IsNew,
            ["isFulfilled"] = report.IsFulfilled,
            ["faults"] = new JsonArray([.. report.Faults.Select(fault => new JsonObject { ["path"] = fault.Path, ["problem"] = fault.Problem })]),
            ["create"] = new JsonArray([.. report.Created.Select(created => new JsonObject
            {
                ["name"] = created.Machine.Metadata.Name,
                ["powerState"] = created.Machine.Spec.PowerState.ToString(),
                ["place"] = MachineText.ToJson(created.Machine.Spec, created.NumaNodes),
            })]),
            ["change"] = new JsonArray([.. report.Changed.Select(changed => WithAgent(changed.Agent, new JsonObject
            {
                ["name"] = changed.Machine.Name,
                ["host"] = changed.Machine.After!.Spec.Host,
                ["changes"] = Texts(changed.Differences),
            }))]),
            ["delete"] = new JsonArray([.. report.Deleted.Select(deleted => WithAgent(deleted.Agent, new JsonObject
            {
                ["name"] = deleted.Machine.Name,
                ["host"] = deleted.Machine.Before!.Spec.Host,
                ["why"] = deleted.Machine.Why,
            }))]),
            ["untouched"] = Texts(report.Untouched),
            ["kept"] = new JsonArray([.. report.Kept.Select(kept => new JsonObject { ["name"] = kept.Machine, ["reason"] = kept.Reason })]),
            ["drift"] = new JsonArray([.. report.Drift.Select(note => new JsonObject
            {
                ["name"] = note.Machine,
                ["field"] = note.Entry.Field,
                ["actual"] = note.Entry.Actual,
                ["desired"] = note.Entry.Desired,
                ["outlook"] = note.Outlook,
            })]),
            ["notes"] = Texts(report.Notes),
        };
        if (report.Unplaced is { } unplaced)
        {
            json["unplaced"] = new JsonObject { ["message"] = unplaced, ["hosts"] = HostRowTable.ToJson(report.Hosts) };
        }

        return json;
    }

    private static JsonObject WithAgent(AgentStory agent, JsonObject json)
    {
        json["effect"] = agent.Effect;
        json["steps"] = Texts(agent.Steps);
        if (agent.Refusal is { } refusal)
        {
            json["refusal"] = refusal;
        }

        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
