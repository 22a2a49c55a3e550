using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

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

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        foreach ((int index, string name) in body.Array("spec", "finalizers").Texts().Index())
        {
            if (!Lifecycle.ObjectChecks.IsQualified(name))
            {
                errors.Add(FieldError.Invalid(
                    $"spec.finalizers[{index}]", name, "name is neither a standard finalizer name nor is it fully qualified"));
            }
        }
    }

    public override string? DeletionFault(string name) =>
        name is "default" or "kube-system" or "kube-public" ? "this namespace may not be deleted" : null;

    public override string? NameFault(string name) => Names.LabelFault(name);
}
