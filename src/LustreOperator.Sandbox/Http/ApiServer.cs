using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Admission;
using LustreOperator.Sandbox.Authorization;
using LustreOperator.Sandbox.Discovery;
using LustreOperator.Sandbox.Lifecycle;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Watch;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LustreOperator.Sandbox.Http;

/// <summary>Takes every request: who is it, what do they want, may they, and who answers.</summary>
internal sealed class ApiServer
{
    private readonly ResourceCatalog _catalog;
    private readonly Authenticator _authenticator;
    private readonly RbacAuthorizer _authorizer;
    private readonly RequestCounter _counter;
    private readonly DiscoveryHandler _discovery;
    private readonly ReadHandler _reads;
    private readonly WriteHandler _writes;
    private readonly DeleteHandler _deletes;
    private readonly WatchHandler _watches;
    private readonly ReviewHandler _reviews;
    private readonly TokenHandler _tokens;
    private readonly ScaleHandler _scales;
    private readonly PolicyAdmission _policies;

    public ApiServer(ObjectRegistry registry, Authenticator authenticator, RequestCounter counter, TimeProvider time, CancellationToken stopping)
    {
        _catalog = registry.Catalog;
        _authenticator = authenticator;
        _authorizer = new RbacAuthorizer(registry.Store);
        _counter = counter;
        _discovery = new DiscoveryHandler(registry.Catalog);
        _reads = new ReadHandler(registry.Store, time);
        _writes = new WriteHandler(registry, time);
        _scales = new ScaleHandler(registry);
        _policies = new PolicyAdmission(registry.Store, registry.Catalog);
        _deletes = new DeleteHandler(new ObjectDeleter(registry), registry.Store, time);
        _watches = new WatchHandler(registry.Store, time, stopping);
        _reviews = new ReviewHandler(_authorizer, authenticator, () => registry.Now);
        _tokens = new TokenHandler(authenticator, registry.Store, () => registry.Now);
    }

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http);
        }
        catch (ApiException e)
        {
            await FailAsync(http, e);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (BadHttpRequestException e)
        {
            await FailAsync(http, new ApiException(e.StatusCode, "BadRequest", e.Message));
        }
        catch (Exception e)
        {
            await FailAsync(http, new ApiException(500, "InternalError", $"Internal error occurred: {e.Message}", []));
        }
    }

    private async Task RouteAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "/";
        bool watch = http.Request.Query.TryGetValue("watch", out StringValues asked) && asked.ToString() is not ("0" or "false");
        var info = RequestInfo.Read(http.Request.Method, path, watch);
        UserInfo user = Impersonation.Apply(http.Request, _authenticator.Authenticate(http.Request), _authorizer);
        Authorize(user, info, http.Request.Query["fieldSelector"].ToString());
        if (path.StartsWith("/sandbox/", StringComparison.Ordinal))
        {
            await CountsAsync(http, path);
            return;
        }

        if (!info.IsResource)
        {
            await _discovery.HandleAsync(http, path);
            return;
        }

        _counter.Count(info, http.Request.Headers.UserAgent.ToString());
        ResourceDefinition? definition = _catalog.Find(info.Group, info.Version, info.Resource);
        if (definition is null || !IsInScope(definition, info))
        {
            if (UnservedKinds.IsOfKubernetes(info.Group))
            {
                throw new ApiException(404, "NotFound", UnservedKinds.Refusal(info.Group, info.Version, info.Resource), []);
            }

            await ResponseWriter.NotFoundPageAsync(http);
            return;
        }

        var context = new ApiContext(http, info, definition, user, _policies);
        try
        {
            if (definition.Deprecation is { } deprecation)
            {
                ResponseWriter.Warn(http, [deprecation]);
            }

            await DispatchAsync(context);
        }
        catch (ApiException) when (!http.Response.HasStarted)
        {
            ResponseWriter.Warn(http, context.Warnings);
            throw;
        }
    }

    private static bool IsInScope(ResourceDefinition definition, RequestInfo info)
    {
        // A namespace is named by its own path, not within one.
        bool names = info.Namespace.Length > 0 && definition.Name != BuiltInResources.Namespaces;
        return definition.Namespaced ? names || info.Verb is "list" or "watch" || !definition.IsCustom : !names;
    }

    private void Authorize(UserInfo user, RequestInfo info, string fieldSelector)
    {
        var wanted = AccessAttributes.Of(info, fieldSelector);
        if (_authorizer.IsAllowed(user, wanted))
        {
            return;
        }

        throw info.IsResource
            ? ApiErrors.Forbidden(new Storage.GroupResource(info.Group, info.Resource), info.Name, wanted.Refusal(user.Name))
            : new ApiException(403, "Forbidden", $"forbidden: {wanted.Refusal(user.Name)}", []);
    }

    private Task DispatchAsync(ApiContext context)
    {
        RequestInfo info = context.Info;
        ResourceDefinition definition = context.Definition;
        if (definition.Verbs is ["create"])
        {
            if (definition.Namespaced && info.Namespace.Length == 0)
            {
                throw new ApiException(404, "NotFound", "the server could not find the requested resource", []);
            }

            return info.Verb == "create" ? _reviews.AnswerAsync(context) : throw ApiErrors.MethodNotAllowed();
        }

        switch (info.Subresource)
        {
            case "":
                break;
            case "status" when definition.HasStatus && info.Verb is "get" or "update" or "patch":
                break;
            case "token" when definition.Name == BuiltInResources.ServiceAccounts && info.Verb == "create":
                return _tokens.IssueAsync(context);
            case "token" when definition.Name == BuiltInResources.ServiceAccounts:
                throw ApiErrors.MethodNotAllowed();
            case "finalize" when definition.Name == BuiltInResources.Namespaces && info.Verb == "update":
                break;
            case "scale" when definition.HasScale && info.Verb is "get" or "update" or "patch":
                return _scales.HandleAsync(context);
            case "status" when definition is { IsCustom: true, HasStatus: true }:
                throw ApiErrors.MethodNotSupported(definition.Name, info.Verb);
            default:
                throw definition.IsCustom
                    ? ApiErrors.NotFound(definition.Name, info.Name)
                    : new ApiException(404, "NotFound", UnservedKinds.Refusal(info.Group, info.Version, $"{info.Resource}/{info.Subresource}"), []);
        }

        if (definition.IsTerminating && info.Verb == "create")
        {
            throw ApiErrors.MethodWhileTerminating(definition.Name, info.Verb);
        }

        if (definition.IsCustom && info is { Name: "", Verb: "update" or "patch" })
        {
            throw ApiErrors.BadRequest("name must be provided");
        }

        return info.Verb switch
        {
            "get" => _reads.GetAsync(context),
            "list" => _reads.ListAsync(context),
            "watch" => _watches.WatchAsync(context),
            "create" when (info.Name.Length == 0 || definition.IsCustom) && (info.Namespace.Length > 0 || !definition.Namespaced) =>
                _writes.CreateAsync(context),
            "update" when info.Name.Length > 0 => _writes.UpdateAsync(context),
            "patch" when info.Name.Length > 0 => _writes.PatchAsync(context),
            "delete" => _deletes.DeleteAsync(context),
            "deletecollection" when definition.Verbs.Contains("deletecollection") => _deletes.DeleteCollectionAsync(context),
            _ => throw (definition.IsCustom ? ApiErrors.MethodNotSupported(definition.Name, info.Verb) : ApiErrors.MethodNotAllowed()),
        };
    }

    private Task CountsAsync(HttpContext http, string path)
    {
        switch (http.Request.Method, path)
        {
            case ("GET", "/sandbox/requests"):
                return ResponseWriter.WriteAsync(http, 200, _counter.ToJson());
            case ("POST", "/sandbox/requests/reset"):
                _counter.Reset();
                return ResponseWriter.WriteAsync(http, 200, new JsonObject());
            default:
                return ResponseWriter.NotFoundPageAsync(http);
        }
    }

    private static async Task FailAsync(HttpContext http, ApiException error)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        if (error.Code == 406)
        {
            http.Response.Headers.Accept = "application/json";
        }

        await ResponseWriter.WriteAsync(http, error.Code, error.ToStatus());
    }
}
