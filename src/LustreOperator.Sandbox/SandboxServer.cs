using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Authorization;
using LustreOperator.Sandbox.Controllers;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LustreOperator.Sandbox;

/// <summary>A Kubernetes API in this process, in memory, on the loopback address: for trying things and for tests.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private static readonly string[] s_namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];
    private readonly WebApplication _app;
    private readonly ServerCertificates _certificates;
    private readonly CancellationTokenSource _stopping;
    private readonly ControllerLoop _controllers;
    private readonly RequestCounter _counter;

    private SandboxServer(
        WebApplication app, ServerCertificates certificates, CancellationTokenSource stopping, ControllerLoop controllers,
        RequestCounter counter, string token)
    {
        _app = app;
        _certificates = certificates;
        _stopping = stopping;
        _controllers = controllers;
        _counter = counter;
        Token = token;
        int port = new Uri(app.Urls.First()).Port;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}/"));
    }

    public Uri Address { get; }

    /// <summary>The bearer token of the administrator.</summary>
    public string Token { get; }

    public string CaCertificatePem => _certificates.AuthorityPem;

    /// <summary>Starts a server; it answers when this returns.</summary>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken ct)
    {
        var store = new ObjectStore(options.HistoryPerResource, options.WatchQueue);
        var authenticator = new Authenticator(store, time);
        var counter = new RequestCounter();
        var stopping = new CancellationTokenSource();

        // Side by side, since most of a start is the compilation of each part.
        Task<ServerCertificates> making = Task.Run(() => new ServerCertificates(), ct);
        Task<(ObjectRegistry Registry, ControllerLoop Controllers)> filling = Task.Run(() => Fill(store, options, time), ct);
        Task<ApiServer> answering = AnswerAsync();

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        ServerCertificates certificates = await making;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificates.Server);
            });
        });
        WebApplication app = builder.Build();
        app.Run(async http => await (await answering).HandleAsync(http));
        await app.StartAsync(ct);
        await answering;
        (_, ControllerLoop controllers) = await filling;
        controllers.Start(certificates.AuthorityPem, stopping.Token);

        var server = new SandboxServer(app, certificates, stopping, controllers, counter, authenticator.AdministratorToken);
        if (options.KubeconfigPath is { } path)
        {
            KubeconfigFile.Write(path, server.Kubeconfig());
        }

        return server;

        async Task<ApiServer> AnswerAsync() => new((await filling).Registry, authenticator, counter, time, stopping.Token);
    }

    /// <summary>A kubeconfig of the administrator, with the certificate authority in it.</summary>
    public string Kubeconfig() => KubeconfigFile.Text(Address, Token, CaCertificatePem);

    /// <summary>How often each client made each kind of request since the start or the last reset.</summary>
    public IReadOnlyList<RequestCount> RequestCounts() => _counter.Read();

    public void ResetRequestCounts() => _counter.Reset();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _controllers.StopAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _certificates.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The objects that every server has from the start; controllers see them made.</summary>
    private static (ObjectRegistry Registry, ControllerLoop Controllers) Fill(ObjectStore store, SandboxOptions options, TimeProvider time)
    {
        var registry = new ObjectRegistry(store, new ResourceCatalog(), time);
        var controllers = new ControllerLoop(registry, time, options.RunControllers);
        foreach (ResourceDefinition definition in registry.Catalog.All)
        {
            // Reading begins a history: the first version of everything is known.
            store.List(definition.Storage);
        }

        ResourceDefinition namespaces = registry.Catalog.Find(BuiltInResources.Namespaces)!;
        foreach (string name in s_namespaces)
        {
            var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
            registry.Create(namespaces, string.Empty, body, new WriteOptions { Manager = "kube-apiserver" });
        }

        BootstrapRoles.Create(registry);
        return (registry, controllers);
    }
}
