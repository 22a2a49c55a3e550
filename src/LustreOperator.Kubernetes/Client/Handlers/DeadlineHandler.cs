namespace LustreOperator.Kubernetes;

/// <summary>
/// Gives one try of a request its time limit. The whole answer is read within it (the library reads answers later, without a limit and blocking a thread),
/// but for the stream that a watch asked for: of that the headers.
/// </summary>
internal sealed class DeadlineHandler(TimeSpan limit, TimeProvider time) : DelegatingHandler
{
    /// <summary>Set on requests whose successful answer is a stream.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsStream = new("LustreOperator.IsStream");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode || !request.Options.TryGetValue(IsStream, out bool isStream) || !isStream)
            {
                await response.Content.LoadIntoBufferAsync(either.Token);
            }

            return response;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new KubernetesUnreachableException(
                request.RequestUri!, $"no whole answer to {request.Method} {request.RequestUri!.PathAndQuery} within {limit.TotalSeconds} s");
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }
}
