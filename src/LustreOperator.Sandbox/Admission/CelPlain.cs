using System.Text.RegularExpressions;
using Antlr4.Runtime.Tree;
using static Cel.Internal.CelParser;

namespace LustreOperator.Sandbox.Admission;

/// <summary>
/// The plain part of CEL, evaluated without the library, which takes 40 µs for what takes a tenth of one here, and a policy may ask about each of a
/// thousand parameters: fields and keys of maps, texts, what compares and joins them, has(). It answers only where nothing can be wrong or meant otherwise; the
/// rest, every error among it, is left to the library.
/// </summary>
internal abstract record CelPlain
{
    private static readonly TimeSpan s_patternTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The value; false: the library is to say it.</summary>
    public abstract bool TryEvaluate(CelVariables variables, out object? value);

    /// <summary>The plain form of a parsed expression; null: it has none.</summary>
    public static CelPlain? Of(IParseTree node)
    {
        while (node.ChildCount == 1 && node is not (IdentOrGlobalCallContext or StringContext or NullContext))
        {
            node = node.GetChild(0);
        }

        return node switch
        {
            StringContext text => Literal(text.GetText()),
            NullContext => new Nothing(),
            NestedContext nested => Of(nested.e),
            IdentOrGlobalCallContext { op: null, leadingDot: null } name => new Name(name.id.Text),
            IdentOrGlobalCallContext { id.Text: "has" } call when call.args?.expr() is [var argument] =>
                Of(argument) is Field field && argument.GetText().EndsWith('.' + field.Key, StringComparison.Ordinal) ? new Has(field) : null,
            SelectContext { opt: null } select => Of(select.member()) is { } map ? new Field(map, select.id.Text) : null,
            IndexContext { opt: null } index => Of(index.member()) is { } map && Of(index.index) is Text key ? new Field(map, key.Value) : null,
            MemberCallContext { id.Text: "startsWith" or "endsWith" or "contains" or "matches" } call when call.args?.expr() is [var argument] =>
                Of(call.member()) is { } text && Of(argument) is { } part ? new Test(text, call.id.Text, part) : null,
            RelationContext { op.Text: "==" or "!=" } relation when Of(relation.relation(0)) is { } left && Of(relation.relation(1)) is { } right =>
                new Same(left, right, relation.op.Text == "=="),
            RelationContext { op.Text: "in" } relation when Of(relation.relation(0)) is Text key && Of(relation.relation(1)) is { } map =>
                new Contains(map, key.Value),
            CalcContext { op.Text: "+" } sum when Of(sum.calc(0)) is { } left && Of(sum.calc(1)) is { } right => new Joined(left, right),
            _ => null,
        };
    }

    // One without prefix and escapes.
    private static Text? Literal(string text) =>
        text is ['\'', .., '\''] or ['"', .., '"'] && !text.AsSpan(1, text.Length - 2).ContainsAny("'\"\\\r\n") ? new Text(text[1..^1]) : null;

    private bool TryText(CelVariables variables, out string text)
    {
        bool isText = TryEvaluate(variables, out object? value) & value is string;
        text = isText ? (string)value! : string.Empty;
        return isText;
    }

    private sealed record Text(string Value) : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value)
        {
            value = Value;
            return true;
        }
    }

    private sealed record Nothing : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value)
        {
            value = null;
            return true;
        }
    }

    private sealed record Name(string Word) : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value) => variables.TryGet(Word, out value);
    }

    private sealed record Field(CelPlain Map, string Key) : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value)
        {
            value = null;
            return Map.TryEvaluate(variables, out object? map) && map is Dictionary<string, object?> fields && fields.TryGetValue(Key, out value);
        }
    }

    private sealed record Has(Field Tested) : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value)
        {
            value = null;
            if (!Tested.Map.TryEvaluate(variables, out object? map) || map is not Dictionary<string, object?> fields)
            {
                return false;
            }

            bool has = fields.TryGetValue(Tested.Key, out object? found);
            value = has;
            return !has || found is not null;
        }
    }

    private sealed record Contains(CelPlain Map, string Key) : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value)
        {
            bool known = Map.TryEvaluate(variables, out object? map) & map is Dictionary<string, object?>;
            value = known && ((Dictionary<string, object?>)map!).ContainsKey(Key);
            return known;
        }
    }

    private sealed record Same(CelPlain Left, CelPlain Right, bool Wanted) : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value)
        {
            if (Right is Nothing)
            {
                bool isKnown = Left.TryEvaluate(variables, out object? found);
                value = (found is null) == Wanted;
                return isKnown;
            }

            bool known = Left.TryText(variables, out string left) & Right.TryText(variables, out string right);
            value = (left == right) == Wanted;
            return known;
        }
    }

    private sealed record Joined(CelPlain Left, CelPlain Right) : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value)
        {
            bool known = Left.TryText(variables, out string left) & Right.TryText(variables, out string right);
            value = known ? left + right : null;
            return known;
        }
    }

    private sealed record Test(CelPlain Whole, string Method, CelPlain Part) : CelPlain
    {
        public override bool TryEvaluate(CelVariables variables, out object? value)
        {
            value = null;
            if (!Whole.TryText(variables, out string text) || !Part.TryText(variables, out string part))
            {
                return false;
            }

            try
            {
                value = Method switch
                {
                    "startsWith" => text.StartsWith(part, StringComparison.Ordinal),
                    "endsWith" => text.EndsWith(part, StringComparison.Ordinal),
                    "contains" => text.Contains(part, StringComparison.Ordinal),
                    _ => Regex.IsMatch(text, part, RegexOptions.None, s_patternTimeout),
                };
                return true;
            }
            catch (Exception fault) when (fault is ArgumentException or RegexMatchTimeoutException)
            {
                return false;
            }
        }
    }
}
