using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Resources;

internal sealed class NamespaceBehavior : ResourceBehavior
{
    public override void Normalize(JsonObject body)
    {
        if (body.Text("metadata", "name") is { } name)
        {
            body.GetOrAdd("metadata").GetOrAdd("labels")["kubernetes.io/metadata.name"] = name;
        }
    }

    public override void PrepareCreate(JsonObject body)
    {
        body["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
        body["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public override void PrepareUpdate(JsonObject live, JsonObject body) => body["spec"] = live["spec"]?.DeepClone();

    public override string? DeletionFault(string name) =>
        name is "default" or "kube-system" or "kube-public" ? "this namespace may not be deleted" : null;

    public override string? NameFault(string name) => Names.LabelFault(name);
}
