using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;
using LustreOperator.Sandbox.Resources;
using LustreOperator.Sandbox.Selectors;
using LustreOperator.Sandbox.Storage;

namespace LustreOperator.Sandbox.Admission;

/// <summary>Asks every ValidatingAdmissionPolicy that is bound about a write, as a real API server does before it stores.</summary>
internal sealed class PolicyAdmission(ObjectStore store, ResourceCatalog catalog)
{
    private static readonly GroupResource s_policies = new(BuiltInResources.Admission, "validatingadmissionpolicies");
    private static readonly GroupResource s_bindings = new(BuiltInResources.Admission, "validatingadmissionpolicybindings");

    private static readonly Dictionary<string, object?> s_none = [];

    private readonly AdmissionMatcher _matcher = new(store, catalog);
    private readonly ConcurrentDictionary<string, (long Revision, AdmissionPolicy Policy)> _compiled = new(StringComparer.Ordinal);

    // Of each object that is a parameter, as long as it is stored: there may be a thousand for each write.
    private readonly ConditionalWeakTable<StoredObject, object> _parameters = [];

    /// <summary>Returns when the write may be made.</summary>
    /// <param name="request">The write.</param>
    /// <param name="warnings">What bindings warn of is added.</param>
    /// <exception cref="ApiException">It is refused, as the first that refuses says.</exception>
    public void Check(AdmissionRequest request, ICollection<string> warnings)
    {
        // Or a policy could be in the way of its own removal.
        if (request.Definition.Group == BuiltInResources.Admission)
        {
            return;
        }

        Dictionary<string, object?>? basis = null;
        AdmissionRequest? shown = null;
        foreach (StoredObject stored in store.List(s_policies).Objects.Values)
        {
            AdmissionPolicy policy = Compiled(stored);
            if (_matcher.Match(policy.Constraints, request) is { } matched)
            {
                CheckParameterKind(policy, request);
                foreach (StoredObject binding in store.List(s_bindings).Objects.Values.Where(binding => binding.Body.Text("spec", "policyName") == policy.Name))
                {
                    basis = ReferenceEquals(shown, matched) ? basis : Basis(matched);
                    shown = matched;
                    Check(policy, binding, matched, basis!, warnings);
                }
            }
        }
    }

    private void CheckParameterKind(AdmissionPolicy policy, AdmissionRequest request)
    {
        if (policy is { FailsClosed: true, Parameters: { } kind } && catalog.FindKind(kind.ApiVersion, kind.Kind) is null)
        {
            string text = $"failed to configure policy: failed to find resource referenced by paramKind: '{kind.ApiVersion}, Kind={kind.Kind}'";
            throw ApiErrors.Denied(request.Definition.Name, request.Name, null, $"ValidatingAdmissionPolicy '{policy.Name}' denied request: {text}");
        }
    }

    private void Check(AdmissionPolicy policy, StoredObject binding, AdmissionRequest request, Dictionary<string, object?> basis, ICollection<string> warnings)
    {
        JsonObject? spec = binding.Body.Object("spec");
        if (_matcher.Match(spec.Object("matchResources"), request) is null || Fault(policy, spec, request, basis) is not { } fault)
        {
            return;
        }

        string[] actions = [.. spec.Array("validationActions").Texts()];
        if (actions.Contains("Deny"))
        {
            string text = $"ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Key.Name}' denied request: {fault.Message}";
            throw ApiErrors.Denied(request.Definition.Name, request.Name, fault.Reason, text);
        }

        if (actions.Contains("Warn"))
        {
            warnings.Add($"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Key.Name}': {fault.Message}");
        }
    }

    // Parameters are gathered before the conditions are looked at, as a real one does.
    private Refusal? Fault(AdmissionPolicy policy, JsonObject? binding, AdmissionRequest request, Dictionary<string, object?> basis)
    {
        StoredObject?[] parameters;
        try
        {
            parameters = Parameters(policy, binding, request);
        }
        catch (CelFault fault)
        {
            return policy.FailsClosed ? new Refusal(null, $"failed to configure binding: {fault.Message}") : null;
        }

        if (!policy.ConditionsLookAtParameters)
        {
            // The same for all of them.
            if (!Applies(policy, new CelVariables(basis), out Refusal? unclear))
            {
                return parameters.Length > 0 ? unclear : null;
            }

            return First(variables => Violation(policy, variables));
        }

        return First(variables => Applies(policy, variables, out Refusal? unclear) ? Violation(policy, variables) : unclear);

        Refusal? First(Func<CelVariables, Refusal?> judge) =>
            parameters.Select(parameter => judge(Variables(policy, parameter, basis))).FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? Violation(AdmissionPolicy policy, CelVariables variables) =>
        policy.Validations.Select(validation => Fault(policy, validation, variables)).FirstOrDefault(refusal => refusal is not null);

    // A condition without a value refuses, unless another one says that the policy does not apply.
    private static bool Applies(AdmissionPolicy policy, CelVariables variables, out Refusal? unclear)
    {
        unclear = null;
        foreach ((string text, CelExpression condition) in policy.Conditions)
        {
            try
            {
                if (condition.Evaluate(variables) is false)
                {
                    unclear = null;
                    return false;
                }
            }
            catch (CelFault fault)
            {
                unclear ??= new Refusal(null, $"expression '{text}' resulted in error: {fault.Message}");
            }
        }

        if (unclear is null)
        {
            return true;
        }

        unclear = policy.FailsClosed ? unclear : null;
        return false;
    }

    private static Refusal? Fault(AdmissionPolicy policy, AdmissionValidation validation, CelVariables variables)
    {
        try
        {
            return validation.Expression.Evaluate(variables) is true ? null : new Refusal(validation.Reason, Message(validation, variables));
        }
        catch (CelFault fault)
        {
            return policy.FailsClosed ? new Refusal(validation.Reason, $"expression '{validation.Text}' resulted in error: {fault.Message}") : null;
        }
    }

    private static string Message(AdmissionValidation validation, CelVariables variables)
    {
        try
        {
            if (validation.MessageExpression?.Evaluate(variables) is string { Length: > 0 } text)
            {
                return text;
            }
        }
        catch (CelFault)
        {
            // The message that is written stands for it.
        }

        return validation.Message is { Length: > 0 } message ? message : $"failed expression: {validation.Text}";
    }

    // What nobody asks for, such as the old object of a large one, is not made.
    private Dictionary<string, object?> Basis(AdmissionRequest request) => new(StringComparer.Ordinal)
    {
        ["object"] = new Lazy<object?>(() => CelValues.Of(request.Object)),
        ["oldObject"] = new Lazy<object?>(() => CelValues.Of(request.Old)),
        ["request"] = new Lazy<object?>(() => CelValues.Of(request.ToJson())),
        ["namespaceObject"] = request.Namespace.Length == 0 ? null
            : new Lazy<object?>(() => CelValues.Of(store.Get(new ObjectKey(BuiltInResources.Namespaces, string.Empty, request.Namespace))?.Body)),
    };

    // One after another are asked about, so that all may share one basis.
    private CelVariables Variables(AdmissionPolicy policy, StoredObject? parameter, Dictionary<string, object?> basis)
    {
        Dictionary<string, object?> named = policy.Variables.Count == 0 ? s_none : new(StringComparer.Ordinal);
        basis["params"] = parameter is null ? null : _parameters.GetValue(parameter, stored => CelValues.Of(stored.Body)!);
        basis["variables"] = named;
        CelVariables all = new(basis);
        foreach ((string name, CelExpression expression) in policy.Variables)
        {
            try
            {
                named[name] = expression.Evaluate(all);
            }
            catch (CelFault)
            {
                // Who uses it finds that it is not there.
            }
        }

        return all;
    }

    private StoredObject?[] Parameters(AdmissionPolicy policy, JsonObject? binding, AdmissionRequest request)
    {
        if (policy.Parameters is not { } kind || binding.Object("paramRef") is not { } reference)
        {
            return [null];
        }

        ResourceDefinition definition = catalog.FindKind(kind.ApiVersion, kind.Kind)
            ?? throw new CelFault($"there is no kind {kind.ApiVersion}, Kind={kind.Kind}");
        string ns = string.Empty;
        if (definition.Namespaced)
        {
            ns = reference.Text("namespace") is { Length: > 0 } given ? given : request.Namespace;
            if (ns.Length == 0)
            {
                throw new CelFault("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
            }
        }

        JsonObject? selector = reference.Object("selector");
        StoredObject[] found = reference.Text("name") is { Length: > 0 } name
            ? store.Get(definition.Key(ns, name)) is { } one ? [one] : []
            : [
                .. store.List(definition.Storage).Objects.Values.Where(
                    item => item.Key.Namespace == ns && LabelSelector.Matches(selector, item.Summary.Labels.GetValueOrDefault))
            ];
        return found.Length == 0 && reference.Text("parameterNotFoundAction") != "Allow"
            ? throw new CelFault("no params found for policy binding with `Deny` parameterNotFoundAction")
            : found;
    }

    private AdmissionPolicy Compiled(StoredObject stored)
    {
        string name = stored.Key.Name;
        if (!_compiled.TryGetValue(name, out (long Revision, AdmissionPolicy Policy) known) || known.Revision != stored.Revision)
        {
            known = (stored.Revision, AdmissionPolicy.Read(stored.Body, []));
            _compiled[name] = known;
        }

        return known.Policy;
    }

    /// <summary>Why a write is not taken, and the reason of the refusal; null: Invalid.</summary>
    private sealed record Refusal(string? Reason, string Message);
}
