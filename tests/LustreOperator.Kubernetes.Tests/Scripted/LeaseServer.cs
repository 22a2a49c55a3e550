using System.Text.Json;
using System.Text.Json.Nodes;

namespace LustreOperator.Kubernetes.Tests;

/// <summary>Keeps one Lease as an API server does: versions go up, a write with an old version is a conflict.</summary>
internal sealed class LeaseServer
{
    private readonly Lock _lock = new();
    private int _version = 1;

    /// <summary>Set to make every request of that identity fail.</summary>
    public string? CutOff { get; set; }

    public JsonObject? Lease { get; set; }

    public string Holder => (string?)Lease?["spec"]?["holderIdentity"] ?? "";

    public int Writes { get; private set; }

    /// <summary>Serves the requests of one client, known by its identity.</summary>
    public ScriptedApi For(string identity) => new() { Always = request => Serve(identity, request) };

    private void Serve(string identity, ScriptedRequest request)
    {
        lock (_lock)
        {
            if (CutOff == identity)
            {
                request.Break();
            }
            else if (request.Method == "GET")
            {
                AnswerLease(request);
            }
            else if (request.Method == "POST" && Lease is not null)
            {
                request.Refuse(409, "AlreadyExists");
            }
            else if (request.Method == "PUT" && Lease is null)
            {
                request.Refuse(404, "NotFound");
            }
            else if (request.Method == "PUT" && (string?)request.Json["metadata"]!["resourceVersion"] != $"{_version}")
            {
                request.Refuse(409, "Conflict");
            }
            else
            {
                Writes++;
                Store((JsonObject)request.Json);
                AnswerLease(request);
            }
        }
    }

    public void Store(JsonObject lease)
    {
        lock (_lock)
        {
            Lease = lease;
            lease["metadata"]!["resourceVersion"] = $"{++_version}";
            lease["metadata"]!["uid"] ??= "lease-uid";
        }
    }

    private void AnswerLease(ScriptedRequest request)
    {
        if (Lease is null)
        {
            request.Refuse(404, "NotFound");
        }
        else
        {
            request.Answer(200, Lease.ToJsonString(JsonSerializerOptions.Default));
        }
    }
}
