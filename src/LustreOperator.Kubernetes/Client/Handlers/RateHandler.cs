namespace LustreOperator.Kubernetes;

/// <summary>Lets each try wait until the client's rate allows it.</summary>
internal sealed class RateHandler(TokenBucket rate) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await rate.WaitAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
