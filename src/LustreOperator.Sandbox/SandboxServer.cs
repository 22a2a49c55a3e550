using System.Globalization;
using System.Net;
using LustreOperator.Sandbox.Authorization;
using LustreOperator.Sandbox.Certificates;
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
        var registry = new ObjectRegistry(store, new ResourceCatalog(), time);
        var counter = new RequestCounter();
        var authenticator = new Authenticator(store, time);
        var stopping = new CancellationTokenSource();
        var certificates = new ServerCertificates();
        var controllers = new ControllerLoop(registry, options.RunControllers);
        CreateInitialObjects(registry);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
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
        var api = new ApiServer(registry, authenticator, counter, time, stopping.Token);
        app.Run(api.HandleAsync);
        await app.StartAsync(ct);
        controllers.Start(stopping.Token);

        var server = new SandboxServer(app, certificates, stopping, controllers, counter, authenticator.AdministratorToken);
        if (options.KubeconfigPath is { } path)
        {
            KubeconfigFile.Write(path, server.Kubeconfig());
        }

        return server;
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

    private static void CreateInitialObjects(ObjectRegistry registry)
    {
        ResourceDefinition namespaces = registry.Catalog.Find(BuiltInResources.Namespaces)!;
        foreach (string name in s_namespaces)
        {
            var body = new System.Text.Json.Nodes.JsonObject { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name } };
            registry.Create(namespaces, string.Empty, body, new WriteOptions { Manager = "kube-apiserver" });
        }

        BootstrapRoles.Create(registry);
    }
}
