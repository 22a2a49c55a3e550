using System.Text.Json.Nodes;
using LustreOperator.Api;
using LustreOperator.Kubernetes;
using LustreOperator.Resources;

namespace LustreOperator.Operator;

/// <summary>Writes the specs of machines that exist.</summary>
internal sealed class ChangeHands(ClusterTools tools) : PhaseHands
{
    public override IEnumerable<PhaseStep> Steps => [PhaseStep.Of<UpdateMachine>(UpdateAsync)];

    // A JSON patch replaces the whole spec, and tests that it is still the object and the spec that the plan was made for.
    private async Task UpdateAsync(UpdateMachine update, CancellationToken cancel)
    {
        LustreMachine machine = update.Machine;
        Dictionary<string, string> annotations = new() { [ApiNames.PlacedForAnnotation] = update.PlacedFor };
        if (update.Admit)
        {
            annotations[ApiNames.AdmittedAnnotation] = "true";
        }

        // Nodes first: a collection expression of a JsonArray adds by a generic method that does not survive trimming.
        JsonNode[] operations =
        [
            Operation("test", "/metadata/uid", machine.Metadata.Uid),
            Operation("test", "/metadata/generation", machine.Metadata.Generation),
            Operation("replace", "/spec", SpecChanges.ToJson(update.Spec)),
            .. machine.Metadata.Annotations is null ? [Operation("add", "/metadata/annotations", new JsonObject())] : Array.Empty<JsonNode>(),
            .. annotations.Select(annotation => Operation("add", "/metadata/annotations/" + Escaped(annotation.Key), annotation.Value)),
        ];
        tools.Stores.Machines.Assume(await tools.Client.PatchAsync(
            ApiResources.Machines, ApiResources.Machines.KeyOf(machine), Patch.Json(new JsonArray(operations)), ClusterTools.Options, cancel));
    }

    private static JsonObject Operation(string op, string path, JsonNode? value) => new JsonObject { ["op"] = op, ["path"] = path, ["value"] = value };

    // RFC 6901.
    private static string Escaped(string token) => token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
