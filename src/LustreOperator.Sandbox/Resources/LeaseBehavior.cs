using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

internal sealed class LeaseBehavior : ResourceBehavior
{
    public override void Validate(JsonObject? live, JsonObject body, ICollection<FieldError> errors)
    {
        if (body.Integer("spec", "leaseDurationSeconds") is { } seconds and <= 0)
        {
            errors.Add(FieldError.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
        }

        if (body.Integer("spec", "leaseTransitions") is { } transitions and < 0)
        {
            errors.Add(FieldError.Invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
        }
    }
}
