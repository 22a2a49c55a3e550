using System.Net;
using System.Net.Http.Headers;
using System.Text;
using k8s;
using LustreOperator.TestKit;

namespace LustreOperator.Benchmarks;

/// <summary>The local control plane alone, as a process, and a plain HTTP client of it that adds as little as it can to what is measured.</summary>
internal sealed class LocalControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(2);
    private readonly string _folder;
    private readonly BuiltProgram _program;
    private readonly k8s.Kubernetes _client;

    private LocalControlPlane(string folder, BuiltProgram program)
    {
        _folder = folder;
        _program = program;
        KubernetesClientConfiguration kubeconfig = KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigIn(folder));
        _client = new k8s.Kubernetes(kubeconfig);
        Http = _client.HttpClient;
        Http.BaseAddress = _client.BaseUri;
        Http.DefaultRequestHeaders.Authorization = kubeconfig.AccessToken is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    public HttpClient Http { get; }

    /// <summary>Path of the administrator's kubeconfig.</summary>
    public string Kubeconfig => KubeconfigIn(_folder);

    public double ResidentMegabytes => ProcessUse.ResidentMegabytes(_program.ProcessId);

    public double CpuSeconds => ProcessUse.CpuSeconds(_program.ProcessId);

    /// <summary>Starts one, and says how long it took from the start of the process until it answered.</summary>
    public static async Task<(LocalControlPlane ControlPlane, TimeSpan Took)> StartAsync(string file)
    {
        string folder = Directory.CreateTempSubdirectory("lustre-bench-").FullName;
        long start = TimeProvider.System.GetTimestamp();
        BuiltProgram program = BuiltProgram.StartFile(file, "sandbox", "--api-only", "--kubeconfig", KubeconfigIn(folder));
        while (!File.Exists(KubeconfigIn(folder)))
        {
            if (program.HasExited || TimeProvider.System.GetElapsedTime(start) > s_patience)
            {
                throw new InvalidOperationException(program.Log);
            }

            await Task.Delay(s_between, TimeProvider.System);
        }

        LocalControlPlane controlPlane = new(folder, program);
        using HttpResponseMessage answer = await controlPlane.Http.GetAsync(new Uri("readyz", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return (controlPlane, TimeProvider.System.GetElapsedTime(start));
    }

    /// <summary>Sends JSON and expects the answer to be good.</summary>
    public async Task SendAsync(HttpMethod method, string path, string json, CancellationToken cancel)
    {
        using HttpRequestMessage request = Request(method, path);
        request.Content = new StringContent(json, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        using HttpResponseMessage answer = await Http.SendAsync(request, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method} {path}: {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }

    /// <summary>Opens a watch; its lines come as they are read.</summary>
    public async Task<StreamReader> WatchAsync(string path, CancellationToken cancel)
    {
        HttpRequestMessage request = Request(HttpMethod.Get, path);
        HttpResponseMessage answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        answer.EnsureSuccessStatusCode();
        return new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, new Uri(path, UriKind.Relative)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };

    private static string KubeconfigIn(string folder) => Path.Combine(folder, "kubeconfig");
}
