using System.Text.Json.Nodes;

namespace LustreOperator.Sandbox.Http;

/// <summary>A refusal, with the Status object that says why.</summary>
internal sealed class ApiException(int code, string? reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public string? Reason { get; } = reason;

    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["code"] = Code,
        };
        if (Reason is not null)
        {
            status["reason"] = Reason;
        }

        if (details is not null)
        {
            status["details"] = details.DeepClone();
        }

        return status;
    }
}
