using Cel;

namespace LustreOperator.Sandbox.Admission;

/// <summary>
/// A CEL expression, compiled. The library evaluates what errors pass through; what absorbs them (`||`, `&amp;&amp;`, all, exists) is evaluated here, since the
/// library does not: `error || true` is true.
/// </summary>
internal abstract record CelExpression
{
    /// <summary>The value by the variables, which are maps, lists, texts, numbers, truth values and nulls of <see cref="CelValues"/>.</summary>
    /// <exception cref="CelFault">It has none, such as that of a field that is not there.</exception>
    public abstract object? Evaluate(CelVariables variables);

    protected static bool Truth(object? value) => value is bool truth ? truth : throw new CelFault("no such overload: not a truth value");

    /// <summary>The first operand that decides it decides it, whatever is wrong with the others.</summary>
    protected static bool Decide(IEnumerable<Func<object?>> operands, bool deciding)
    {
        CelFault? first = null;
        foreach (Func<object?> operand in operands)
        {
            try
            {
                if (Truth(operand()) == deciding)
                {
                    return deciding;
                }
            }
            catch (CelFault fault)
            {
                first ??= fault;
            }
        }

        return first is null ? !deciding : throw first;
    }

    /// <summary>What is evaluated whole: where it is plain here, else by the library.</summary>
    internal sealed record Leaf(CelProgramDelegate Program, CelPlain? Plain) : CelExpression
    {
        public override object? Evaluate(CelVariables variables)
        {
            if (Plain is not null && Plain.TryEvaluate(variables, out object? value))
            {
                return value;
            }

            try
            {
                return Program(variables.All);
            }
            catch (CelException fault)
            {
                throw new CelFault(fault.Message);
            }
            catch (Exception fault) when (fault is ArgumentException or InvalidCastException or OverflowException or FormatException or NullReferenceException)
            {
                // The library's own way with some values that do not suit.
                throw new CelFault($"no such overload: {fault.Message}");
            }
        }
    }

    /// <summary>`a || b` when true decides it, `a &amp;&amp; b` when false does.</summary>
    internal sealed record Logic(IReadOnlyList<CelExpression> Operands, bool Deciding) : CelExpression
    {
        public override object? Evaluate(CelVariables variables) =>
            Decide(Operands.Select<CelExpression, Func<object?>>(operand => () => operand.Evaluate(variables)), Deciding);
    }

    internal sealed record Not(CelExpression Operand) : CelExpression
    {
        public override object? Evaluate(CelVariables variables) => !Truth(Operand.Evaluate(variables));
    }

    internal sealed record Choice(CelExpression Condition, CelExpression Then, CelExpression Else) : CelExpression
    {
        public override object? Evaluate(CelVariables variables) =>
            Truth(Condition.Evaluate(variables)) ? Then.Evaluate(variables) : Else.Evaluate(variables);
    }

    /// <summary>`list.all(x, body)`, which false decides, and `list.exists(x, body)`, which true does; of a map the keys are looked at.</summary>
    internal sealed record Each(CelExpression Range, string Variable, CelExpression Body, bool Deciding) : CelExpression
    {
        public override object? Evaluate(CelVariables variables)
        {
            IEnumerable<object?> items = Range.Evaluate(variables) switch
            {
                IReadOnlyDictionary<string, object?> map => map.Keys,
                IReadOnlyList<object?> list => list,
                _ => throw new CelFault("no such overload: neither a list nor a map"),
            };
            return Decide(items.Select<object?, Func<object?>>(item => () => Body.Evaluate(variables.With(Variable, item))), Deciding);
        }
    }
}

/// <summary>An expression has no value.</summary>
internal sealed class CelFault(string message) : Exception(message);

/// <summary>What the names of an expression stand for; a <see cref="Lazy{T}"/> is made when it is asked for.</summary>
internal sealed class CelVariables(Dictionary<string, object?> all)
{
    /// <summary>All of them, as the library takes them.</summary>
    public IDictionary<string, object?> All
    {
        get
        {
            foreach (string name in all.Where(one => one.Value is Lazy<object?>).Select(one => one.Key).ToArray())
            {
                all[name] = ((Lazy<object?>)all[name]!).Value;
            }

            return all;
        }
    }

    public bool TryGet(string name, out object? value)
    {
        bool found = all.TryGetValue(name, out value);
        value = value is Lazy<object?> late ? late.Value : value;
        return found;
    }

    public CelVariables With(string name, object? value) => new(new Dictionary<string, object?>(all, StringComparer.Ordinal) { [name] = value });
}
