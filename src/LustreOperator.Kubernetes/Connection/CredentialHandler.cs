using System.Net.Http.Headers;

namespace LustreOperator.Kubernetes;

/// <summary>Puts the bearer token, and the name that TLS is to check, on every request.</summary>
internal sealed class CredentialHandler(HttpMessageHandler inner, TokenSource? token, string? serverName) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Get());
        }

        // The handler takes the name for SNI and the certificate's check from here.
        request.Headers.Host = serverName ?? request.Headers.Host;
        return base.SendAsync(request, cancellationToken);
    }
}
