namespace LustreOperator.Kubernetes;

/// <summary>Counts each try by its answer, and measures those that are no watch.</summary>
internal sealed class MetricsHandler(KubernetesMetrics metrics, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool isStream = request.Options.TryGetValue(DeadlineHandler.IsStream, out bool asked) && asked;
        long start = time.GetTimestamp();
        string code = "<error>";
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            code = ((int)response.StatusCode).ToString();
            return response;
        }
        finally
        {
            metrics.Requested(request.Method.Method, code, isStream ? null : time.GetElapsedTime(start));
        }
    }
}
