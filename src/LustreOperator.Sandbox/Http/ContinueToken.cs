using System.Buffers.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;

namespace LustreOperator.Sandbox.Http;

/// <summary>Where the next page of a list starts, and of which snapshot.</summary>
internal sealed record ContinueToken(long Revision, string Namespace, string Name)
{
    private const string Version = "meta.k8s.io/v1";

    public static ContinueToken Parse(string text)
    {
        byte[] json;
        JsonNode? token;
        try
        {
            json = Base64Url.DecodeFromChars(text);
            token = JsonText.Parse(json);
        }
        catch (FormatException)
        {
            throw Fault(": illegal base64 data at input byte 0");
        }
        catch (DocumentException e)
        {
            throw Fault($": {e.Message}");
        }

        if (token.Text("v") is var version && version != Version)
        {
            throw Fault($": server does not recognize this encoded version {version}");
        }

        long revision = token.Integer("rv") ?? 0;
        string start = token.Text("start") ?? string.Empty;
        return revision == 0 ? throw Fault($": incorrect encoded start resourceVersion (version {Version})")
            : start.Length == 0 ? throw Fault($": encoded start key empty (version {Version})")
            : new ContinueToken(revision, token.Text("ns") ?? string.Empty, start);
    }

    private static ApiException Fault(string why) => ApiErrors.BadRequest($"invalid continue token: continue key is not valid{why}");

    public override string ToString() => Base64Url.EncodeToString(
        new JsonObject { ["v"] = Version, ["rv"] = Revision, ["ns"] = Namespace, ["start"] = Name }.ToUtf8());
}
