using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Admission;

/// <summary>A ValidatingAdmissionPolicy with its expressions compiled.</summary>
internal sealed record AdmissionPolicy
{
    private static readonly string[] s_names = ["object", "oldObject", "request", "namespaceObject", "variables"];

    public required string Name { get; init; }

    public required JsonObject Constraints { get; init; }

    /// <summary>apiVersion and kind of its parameters; null: it has none.</summary>
    public required (string ApiVersion, string Kind)? Parameters { get; init; }

    /// <summary>Whether what has no value refuses.</summary>
    public required bool FailsClosed { get; init; }

    public required IReadOnlyList<(string Text, CelExpression Expression)> Conditions { get; init; }

    /// <summary>Whether a condition may differ from parameter to parameter; else it is evaluated once for all.</summary>
    public bool ConditionsLookAtParameters => Conditions.Any(condition =>
        condition.Text.Contains("params", StringComparison.Ordinal) || condition.Text.Contains("variables", StringComparison.Ordinal));

    public required IReadOnlyList<(string Name, CelExpression Expression)> Variables { get; init; }

    public required IReadOnlyList<AdmissionValidation> Validations { get; init; }

    /// <summary>The policy; what cannot be compiled is added to the faults, with its path.</summary>
    public static AdmissionPolicy Read(JsonObject body, ICollection<FieldError> faults)
    {
        JsonObject? spec = body.Object("spec");
        bool hasParameters = spec.Object("paramKind") is not null;
        HashSet<string> names = [.. s_names];
        if (hasParameters)
        {
            names.Add("params");
        }

        return new AdmissionPolicy
        {
            Name = body.Text("metadata", "name") ?? string.Empty,
            Constraints = spec.Object("matchConstraints") ?? [],
            Parameters = hasParameters ? (spec.Text("paramKind", "apiVersion") ?? string.Empty, spec.Text("paramKind", "kind") ?? string.Empty) : null,
            FailsClosed = spec.Text("failurePolicy") != "Ignore",
            Conditions = [.. Each("matchConditions", (item, path) => (item.Text("expression") ?? string.Empty, Compile(item, "expression", path)!))],
            Variables = [.. Each("variables", (item, path) => (item.Text("name") ?? string.Empty, Compile(item, "expression", path)!))],
            Validations =
            [
                .. Each("validations", (item, path) => new AdmissionValidation(
                    item.Text("expression")?.Trim() ?? string.Empty, Compile(item, "expression", path)!, item.Text("message"), Compile(item, "messageExpression", path), item.Text("reason"))),
            ],
        };

        IEnumerable<T> Each<T>(string list, Func<JsonNode?, string, T> read) =>
            (spec.Array(list) ?? []).Select((item, index) => read(item, $"spec.{list}[{index}]"));

        CelExpression? Compile(JsonNode? item, string field, string path)
        {
            if (item.Text(field) is not { Length: > 0 } text)
            {
                return null;
            }

            try
            {
                return CelCompiler.Compile(text, names);
            }
            catch (CelFault fault)
            {
                faults.Add(FieldError.Invalid($"{path}.{field}", text, $"compilation failed: ERROR: {fault.Message}"));
                return null;
            }
        }
    }
}

/// <summary>What must hold.</summary>
/// <param name="Text">The expression as it is written.</param>
/// <param name="Expression">True: the write is taken.</param>
/// <param name="Message">Why it is not; null: the expression says it.</param>
/// <param name="MessageExpression">Says it instead, where it has a value.</param>
/// <param name="Reason">Of the refusal; null: Invalid.</param>
internal sealed record AdmissionValidation(string Text, CelExpression Expression, string? Message, CelExpression? MessageExpression, string? Reason);
