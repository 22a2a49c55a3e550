using Microsoft.AspNetCore.Http;

namespace LustreOperator.Sandbox.Http;

/// <summary>Reads the Accept header.</summary>
internal static class Negotiation
{
    private const string Refused =
        "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf";

    public static OutputForm Form(HttpRequest request)
    {
        string accept = request.Headers.Accept.ToString();
        if (accept.Length == 0)
        {
            return OutputForm.Plain;
        }

        foreach (string part in accept.Split(','))
        {
            string[] pieces = [.. part.Split(';').Select(p => p.Trim())];
            if (pieces[0] is not ("application/json" or "application/*" or "*/*" or "application/yaml"))
            {
                continue;
            }

            switch (pieces.FirstOrDefault(p => p.StartsWith("as=", StringComparison.Ordinal)))
            {
                case null:
                    return OutputForm.Plain;
                case "as=Table":
                    return OutputForm.Table;
                case "as=PartialObjectMetadata" or "as=PartialObjectMetadataList":
                    return OutputForm.PartialMetadata;
            }
        }

        throw new ApiException(406, "NotAcceptable", Refused);
    }

    /// <summary>Refuses who takes neither JSON nor the list of all groups.</summary>
    public static void Discovery(HttpRequest request)
    {
        string accept = request.Headers.Accept.ToString();
        if (accept.Length > 0 && !accept.Split(',').Select(p => p.Split(';', 2)).Any(p =>
            p[0].Trim() is "application/json" or "application/yaml" or "application/*" or "*/*"
            && (p.Length == 1 || !p[1].Contains("as=", StringComparison.Ordinal) || p[1].Split(';').Contains("v=v2"))))
        {
            throw new ApiException(406, "NotAcceptable", Refused);
        }
    }

    /// <summary>Whether the first media type that can be answered is YAML.</summary>
    public static bool WantsYaml(HttpRequest request) => request.Headers.Accept.ToString().Split(',').Select(p => p.Split(';')[0].Trim())
        .FirstOrDefault(p => p is "application/json" or "application/yaml" or "application/*" or "*/*") == "application/yaml";

    /// <summary>The first media type of the header that has this "as" form, such as an aggregated discovery list.</summary>
    public static string? Requested(HttpRequest request, string form) => request.Headers.Accept.ToString().Split(',')
        .Select(p => p.Trim()).FirstOrDefault(p => p.Contains($"as={form}", StringComparison.Ordinal));

    /// <summary>The first accepted media type, without its parameters.</summary>
    public static string ContentType(HttpRequest request) =>
        (request.ContentType ?? "application/json").Split(';')[0].Trim().ToLowerInvariant();
}
