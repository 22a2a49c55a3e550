using System.Buffers.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Http;

/// <summary>Where the next page of a list starts, and of which snapshot.</summary>
internal sealed record ContinueToken(long Revision, string Namespace, string Name)
{
    public static ContinueToken Parse(string text)
    {
        byte[] json;
        try
        {
            json = Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            throw ApiErrors.BadRequest("invalid continue token: continue key is not valid: illegal base64 data at input byte 0");
        }

        try
        {
            JsonNode? token = JsonText.Parse(json);
            return new ContinueToken(token.Integer("rv") ?? 0, token.Text("ns") ?? string.Empty, token.Text("start") ?? string.Empty);
        }
        catch (DocumentException e)
        {
            throw ApiErrors.BadRequest($"invalid continue token: continue key is not valid: {e.Message}");
        }
    }

    public override string ToString() => Base64Url.EncodeToString(
        new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Revision, ["ns"] = Namespace, ["start"] = Name }.ToUtf8());
}
