using System.Text.Json.Nodes;
using k8s.Models;

namespace LustreOperator.Kubernetes;

/// <summary>Makes the library's patches, in the two forms that custom resources take. (Its trimmed form takes their text only.)</summary>
public static class Patch
{
    /// <summary>RFC 7386: the fields given replace those of the object, null removes. Put metadata.resourceVersion in to fail on change.</summary>
    public static V1Patch Merge(JsonObject changes) => new(changes.ToJsonString(), V1Patch.PatchType.MergePatch);

    /// <summary>RFC 6902: a list of operations; a failing <c>test</c> answers 422.</summary>
    public static V1Patch Json(JsonArray operations) => new(operations.ToJsonString(), V1Patch.PatchType.JsonPatch);
}
