using System.Net.Http.Headers;
using k8s.Authentication;

namespace LustreOperator.Kubernetes;

/// <summary>
/// A bearer token in a file that is read again at most once a minute. The library's reader goes by the wall clock and fails while the file is replaced; this
/// one keeps the last token then.
/// </summary>
internal sealed class FileToken : ITokenProvider
{
    private static readonly TimeSpan s_maxAge = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly TimeProvider _time;
    private AuthenticationHeaderValue _header;
    private long _readAt;

    private FileToken(string file, string token, TimeProvider time)
    {
        _file = file;
        _header = new AuthenticationHeaderValue("Bearer", token);
        _time = time;
        _readAt = time.GetTimestamp();
    }

    /// <summary>The token in a file.</summary>
    /// <exception cref="KubernetesConfigurationException">There is no token in the file now; later failures keep the last one.</exception>
    public static FileToken From(string file, TimeProvider time)
    {
        try
        {
            string token = File.ReadAllText(file).Trim();
            return token.Length > 0
                ? new FileToken(file, token, time)
                : throw new KubernetesConfigurationException(file, "", "is empty; it must hold a bearer token");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException(file, "", $"the token cannot be read: {fault.Message}", fault);
        }
    }

    public Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_readAt) >= s_maxAge)
            {
                _readAt = _time.GetTimestamp();
                _header = TryRead() is { } token ? new AuthenticationHeaderValue("Bearer", token) : _header;
            }

            return Task.FromResult(_header);
        }
    }

    private string? TryRead()
    {
        try
        {
            string token = File.ReadAllText(_file).Trim();
            return token.Length > 0 ? token : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // In the middle of being replaced: the old token mostly holds on, and the next minute brings the new one.
            return null;
        }
    }
}
