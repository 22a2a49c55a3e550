namespace LustreOperator.Kubernetes;

/// <summary>A bearer token: one for good, or one in a file that is read again at most once a minute.</summary>
internal sealed class TokenSource
{
    private static readonly TimeSpan s_maxAge = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly string? _file;
    private readonly TimeProvider _time;
    private string _token;
    private long _readAt;

    private TokenSource(string token, string? file, TimeProvider time)
    {
        _token = token;
        _file = file;
        _time = time;
        _readAt = time.GetTimestamp();
    }

    public static TokenSource Fixed(string token) => new(token, file: null, TimeProvider.System);

    /// <summary>Throws when there is no token in the file now; later failures keep the last one.</summary>
    public static TokenSource FromFile(string file, TimeProvider time)
    {
        try
        {
            string token = File.ReadAllText(file).Trim();
            return token.Length > 0
                ? new TokenSource(token, file, time)
                : throw new KubernetesConfigurationException(file, "", "is empty; it must hold a bearer token");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException(file, "", $"the token cannot be read: {fault.Message}", fault);
        }
    }

    public string Get()
    {
        lock (_lock)
        {
            if (_file is not null && _time.GetElapsedTime(_readAt) >= s_maxAge)
            {
                _readAt = _time.GetTimestamp();
                _token = TryRead(_file) ?? _token;
            }

            return _token;
        }
    }

    private static string? TryRead(string file)
    {
        try
        {
            string token = File.ReadAllText(file).Trim();
            return token.Length > 0 ? token : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // In the middle of being replaced: the old token mostly holds on, and the next minute brings the new one.
            return null;
        }
    }
}
