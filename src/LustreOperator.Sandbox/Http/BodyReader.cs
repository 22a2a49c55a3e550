using System.Text;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Yaml;
using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Http;

/// <summary>Reads request bodies up to the limit of an API server.</summary>
internal static class BodyReader
{
    private const int Limit = 3 * 1024 * 1024;

    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > Limit)
        {
            throw TooLarge();
        }

        using var buffer = new MemoryStream();
        byte[] chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, ct)) > 0)
        {
            await buffer.WriteAsync(chunk.AsMemory(0, read), ct);
            if (buffer.Length > Limit)
            {
                throw TooLarge();
            }
        }

        return buffer.ToArray();
    }

    /// <summary>A body that may be JSON, YAML or protobuf.</summary>
    public static JsonNode? ParseAny(byte[] body, ICollection<string>? duplicates)
    {
        if (ProtobufText.IsProtobuf(body))
        {
            return ProtobufText.Parse(body);
        }

        int first = Array.FindIndex(body, b => !char.IsWhiteSpace((char)b));
        return first >= 0 && body[first] is (byte)'{' or (byte)'['
            ? JsonText.Parse(body, duplicates)
            : ParseYaml(Encoding.UTF8.GetString(body), duplicates);
    }

    private static JsonNode? ParseYaml(string text, ICollection<string>? duplicates)
    {
        try
        {
            return YamlReader.ParseAll(text, (_, key) => duplicates?.Add(key)) is [var first, ..] ? first : null;
        }
        catch (YamlFormatException fault)
        {
            throw new DocumentException(fault.Message);
        }
    }

    private static ApiException TooLarge() =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {Limit}", []);
}
