using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;
using LustreOperator.Sandbox.Selectors;

namespace LustreOperator.Sandbox.Resources;

/// <summary>Pods, as far as their template in a Deployment goes.</summary>
internal static class PodRules
{
    public static void Normalize(JsonObject? spec)
    {
        foreach (JsonObject container in Containers(spec).Where(c => string.IsNullOrEmpty(c.Text("imagePullPolicy"))))
        {
            string image = container.Text("image") ?? string.Empty;
            string name = image[(image.LastIndexOf('/') + 1)..];
            bool isLatest = !name.Contains(':', StringComparison.Ordinal) && !name.Contains('@', StringComparison.Ordinal);
            container["imagePullPolicy"] = isLatest || name.EndsWith(":latest", StringComparison.Ordinal) ? "Always" : "IfNotPresent";
        }
    }

    public static void Validate(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        string[] volumes = [.. (spec.Array("volumes") ?? []).Select(v => v.Text("name")).OfType<string>()];
        foreach ((int index, JsonObject container) in Containers(spec, "containers").Index())
        {
            foreach ((int at, JsonNode? mount) in (container.Array("volumeMounts") ?? []).Index())
            {
                if (mount.Text("name") is { Length: > 0 } name && !volumes.Contains(name))
                {
                    errors.Add(FieldError.NotFound($"{path}.containers[{index}].volumeMounts[{at}].name", name));
                }
            }

            foreach (string probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
            {
                if (container.Object(probe) is { } check && !check.Any(p => p.Key is "exec" or "httpGet" or "tcpSocket" or "grpc"))
                {
                    errors.Add(FieldError.Required($"{path}.containers[{index}].{probe}", "must specify a handler type"));
                }
            }
        }
    }

    private static IEnumerable<JsonObject> Containers(JsonObject? spec) => Containers(spec, "initContainers").Concat(Containers(spec, "containers"));

    private static IEnumerable<JsonObject> Containers(JsonObject? spec, string list) => (spec.Array(list) ?? []).OfType<JsonObject>();
}

internal sealed class PodBehavior : ResourceBehavior
{
    public override void Normalize(JsonObject body) => PodRules.Normalize(body.Object("spec"));

    public override void PrepareCreate(JsonObject body) => body.GetOrAdd("status")["phase"] = "Pending";

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors) => PodRules.Validate(body.Object("spec"), "spec", errors);
}

internal sealed class DeploymentBehavior : ResourceBehavior
{
    public override void Normalize(JsonObject body)
    {
        PodRules.Normalize(body.Object("spec", "template", "spec"));
        if (body.Object("spec", "strategy") is { } strategy && strategy.Text("type") == "RollingUpdate")
        {
            JsonObject rolling = strategy.GetOrAdd("rollingUpdate");
            rolling["maxUnavailable"] ??= "25%";
            rolling["maxSurge"] ??= "25%";
        }
    }

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        JsonObject? selector = body.Object("spec", "selector");
        JsonNode? labels = body.At("spec", "template", "metadata", "labels");
        if (selector is { Count: 0 })
        {
            errors.Add(FieldError.Invalid("spec.selector", new JsonObject(), "empty selector is invalid for deployment"));
        }
        else if (!LabelSelector.Matches(selector, labels as JsonObject))
        {
            errors.Add(FieldError.Invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"));
        }

        if (live is not null && !JsonTree.Same(live.At("spec", "selector"), selector))
        {
            errors.Add(FieldError.Invalid("spec.selector", selector, "field is immutable"));
        }

        if (body.Text("spec", "template", "spec", "restartPolicy") is "OnFailure" or "Never")
        {
            errors.Add(FieldError.NotSupported(
                "spec.template.spec.restartPolicy", body.At("spec", "template", "spec", "restartPolicy"), ["\"Always\""]));
        }

        PodRules.Validate(body.Object("spec", "template", "spec"), "spec.template.spec", errors);
    }
}

internal sealed class ServiceBehavior : ResourceBehavior
{
    public override string? NameFault(string name) => Names.NameFault(name);

    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        bool isHeadless = body.Text("spec", "clusterIP") == "None";
        if (body.Text("spec", "type") == "ExternalName")
        {
            if (string.IsNullOrEmpty(body.Text("spec", "externalName")))
            {
                errors.Add(FieldError.Required("spec.externalName"));
            }
        }
        else if (body.Array("spec", "ports") is not { Count: > 0 } && !isHeadless)
        {
            errors.Add(FieldError.Required("spec.ports"));
        }
    }
}
