using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.Authentication;
using k8s.KubeConfigModels;

namespace LustreOperator.Kubernetes;

/// <summary>
/// Who we are by a credential plugin: run before the first request, again a little before what it gave expires, and when the server refuses it. Never two
/// runs at a time. Safe for concurrent use.
/// </summary>
internal sealed class ExecLogin : ITokenProvider, IDisposable
{
    /// <summary>Connections that show a certificate of a plugin are used for so long: then the next one shows what the plugin has given since.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_tokenMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_certificateMargin = ConnectionLifetime * 2;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Somebody may have to find the telephone first.</summary>
    private static readonly TimeSpan s_interactiveLimit = TimeSpan.FromMinutes(10);

    private readonly ExecPlugin _plugin;
    private readonly TimeProvider _time;
    private readonly bool _hasTerminal;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Credential? _credential;

    public ExecLogin(ExecPlugin plugin, TimeProvider time)
        : this(plugin, time, !Console.IsInputRedirected)
    {
    }

    internal ExecLogin(ExecPlugin plugin, TimeProvider time, bool hasTerminal)
    {
        _plugin = plugin;
        _time = time;
        _hasTerminal = hasTerminal;
    }

    /// <summary>What new connections show; null when the plugin gives none, or has not run yet.</summary>
    public X509Certificate2? Certificate => _credential?.Certificate?.TargetCertificate;

    /// <summary>The token for a request, null when there is a certificate instead; runs the plugin when need be.</summary>
    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        if (_credential is { } fresh && !fresh.IsOld(_time))
        {
            return fresh.Header!;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_credential is not { } known || known.IsOld(_time))
            {
                _credential = await RunAsync(cancellationToken);
            }

            return _credential.Header!;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The server did not accept what this request carried: unless there is something newer already, the plugin is run again for the next one.
    /// </summary>
    public void Refused(AuthenticationHeaderValue? used)
    {
        if (_credential is { } credential && Equals(credential.Header, used))
        {
            credential.IsRefused = true;
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Credential> RunAsync(CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(_hasTerminal ? s_interactiveLimit : s_limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        ExecCredentialResponse.ExecStatus given;
        try
        {
            given = await _plugin.RunAsync(_hasTerminal, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw _plugin.Fault($"the plugin gave no answer within {(_hasTerminal ? s_interactiveLimit : s_limit).TotalMinutes} minutes");
        }

        SslStreamCertificateContext? certificate = Certificates(given);
        AuthenticationHeaderValue? header = string.IsNullOrEmpty(given.Token) ? null : new AuthenticationHeaderValue("Bearer", given.Token);
        return new Credential(header, certificate, RefreshAt(given.ExpirationTimestamp, certificate));
    }

    private SslStreamCertificateContext? Certificates(ExecCredentialResponse.ExecStatus given)
    {
        if (string.IsNullOrEmpty(given.ClientCertificateData))
        {
            return null;
        }

        try
        {
            return ClientCertificates.Read(given.ClientCertificateData, given.ClientKeyData!);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw _plugin.Fault($"the plugin's certificate and key cannot be used: {fault.Message}", "exec", fault);
        }
    }

    private DateTimeOffset? RefreshAt(DateTime? expires, SslStreamCertificateContext? certificate)
    {
        DateTimeOffset? end = expires is { } told ? new DateTimeOffset(told.ToUniversalTime()) : null;
        if (certificate is not null)
        {
            DateTimeOffset notAfter = new(certificate.TargetCertificate.NotAfter.ToUniversalTime());
            end = end < notAfter ? end : notAfter;
        }

        if (end is not { } at)
        {
            return null;
        }

        // What lives for a short time only is used for most of it.
        TimeSpan quarter = (at - _time.GetUtcNow()) / 4;
        TimeSpan margin = certificate is null ? s_tokenMargin : s_certificateMargin;
        return at - (quarter < margin ? quarter : margin);
    }

    private sealed record Credential(AuthenticationHeaderValue? Header, SslStreamCertificateContext? Certificate, DateTimeOffset? RefreshAt)
    {
        public bool IsRefused { get; set; }

        public bool IsOld(TimeProvider time) => IsRefused || time.GetUtcNow() >= RefreshAt;
    }
}
