using System.Text.Json;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;

namespace LustreOperator.Sandbox.Patches;

/// <summary>The body of a patch and its media types.</summary>
internal static class PatchDocument
{
    private const int MostOperations = 10_000;
    public const string Json = "application/json-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Apply = "application/apply-patch+yaml";

    /// <summary>An array of operations for a JSON patch, an object for the others.</summary>
    /// <param name="body">The bytes that were sent.</param>
    /// <param name="type">The media type.</param>
    /// <param name="lenient">Whether faults in fields are ignored; the API server then reads with another parser, which words its errors otherwise.</param>
    /// <param name="duplicates">Keys that occur twice are added.</param>
    /// <exception cref="ApiException">400: it is not JSON, or not of that shape.</exception>
    public static JsonNode Read(byte[] body, string type, bool lenient, ICollection<string> duplicates)
    {
        JsonNode? patch;
        try
        {
            patch = JsonText.Parse(body, duplicates);
        }
        catch (DocumentException e)
        {
            throw Fault(type, lenient, e.Message);
        }

        if (type == Json)
        {
            if (patch is not JsonArray operations)
            {
                throw Fault(type, lenient, WrongShape(patch, lenient ? "jsonpatch.Patch" : "[]handlers.jsonPatchOp"));
            }

            if (operations.Count > MostOperations)
            {
                throw new ApiException(
                    413, "RequestEntityTooLarge",
                    $"Request entity too large: The allowed maximum operations in a JSON patch is {MostOperations}, got {operations.Count}", []);
            }

            JsonNode? odd = operations.FirstOrDefault(o => o is not JsonObject);
            return odd is null ? operations : throw Fault(type, lenient, WrongShape(odd, lenient ? "jsonpatch.Operation" : "handlers.jsonPatchOp"));
        }

        return patch as JsonObject ?? throw Fault(type, lenient, WrongShape(patch, "map[string]interface {}"));
    }

    private static ApiException Fault(string type, bool lenient, string why) => ApiErrors.BadRequest((type, lenient) switch
    {
        (Strategic, _) or (Json, true) => why,
        (Merge, true) => "Invalid JSON Patch",
        _ => $"error decoding patch: {why}",
    });

    /// <summary>What Go calls a JSON value that has the wrong kind.</summary>
    public static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "null",
    };

    private static string WrongShape(JsonNode? found, string wanted) => $"json: cannot unmarshal {KindOf(found)} into Go value of type {wanted}";
}
