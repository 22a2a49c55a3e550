using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Http;

namespace LustreOperator.Sandbox.Selectors;

/// <summary>A label selector: <c>a=b, c!=d, e in (f,g), h notin (i), j, !k, l&gt;1</c>.</summary>
internal sealed class LabelSelector
{
    private readonly List<LabelRequirement> _requirements = [];

    private LabelSelector()
    {
    }

    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        var lexer = new SelectorLexer(text ?? string.Empty);
        while (lexer.Peek().Length > 0)
        {
            if (!IsIdentifier(lexer.Peek()) && lexer.Peek() != "!")
            {
                throw ApiErrors.BadRequest($"found '{lexer.Peek()}', expected: !, identifier, or 'end of string'");
            }

            selector._requirements.Add(ReadRequirement(lexer));
            string token = lexer.Next();
            if (token is not ("" or ","))
            {
                throw ApiErrors.BadRequest($"found '{token}', expected: ',' or 'end of string'");
            }

            if (token == "," && !IsIdentifier(lexer.Peek()) && lexer.Peek() != "!")
            {
                throw ApiErrors.BadRequest($"found '{lexer.Peek()}', expected: identifier after ','");
            }
        }

        return selector;
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (LabelRequirement requirement in _requirements)
        {
            if (!requirement.Matches(labels.GetValueOrDefault(requirement.Key)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether labels match a selector as objects hold it (matchLabels, matchExpressions); null matches nothing.</summary>
    public static bool Matches(JsonObject? selector, JsonObject? labels) => Matches(selector, name => labels.Text(name));

    /// <summary>The same of labels that are looked up by name.</summary>
    public static bool Matches(JsonObject? selector, Func<string, string?> labels) => selector is not null
        && (selector.Count == 0
            || ((selector.Object("matchLabels") ?? []).All(p => labels(p.Key) is { } value && value == p.Value.Text())
                && (selector.Array("matchExpressions") ?? []).All(e => (e.Text("operator"), labels(e.Text("key") ?? string.Empty)) switch
                {
                    ("In", var label) => label is not null && e.Array("values").Texts().Contains(label),
                    ("NotIn", var label) => label is null || !e.Array("values").Texts().Contains(label),
                    ("Exists", var label) => label is not null,
                    ("DoesNotExist", var label) => label is null,
                    _ => false,
                })));

    private static LabelRequirement ReadRequirement(SelectorLexer lexer)
    {
        string token = lexer.Next();
        bool isNegated = token == "!";
        string key = isNegated ? lexer.Next() : token;
        if (!IsIdentifier(key))
        {
            throw Fault($"found '{key}', expected: identifier");
        }

        if (lexer.Peek() is "" or ",")
        {
            return LabelRequirement.Create(key, isNegated ? "!" : "exists", []);
        }

        string operation = lexer.Next();
        return operation switch
        {
            _ when isNegated => throw Fault($"found '{operation}', expected: in, notin, =, ==, !=, gt, lt"),
            "in" or "notin" => LabelRequirement.Create(key, operation, Values(lexer)),
            "=" or "==" or "!=" or ">" or "<" => LabelRequirement.Create(key, operation, [Value(lexer)]),
            _ => throw Fault($"found '{operation}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private static string Value(SelectorLexer lexer)
    {
        if (lexer.Peek() is "" or ",")
        {
            return string.Empty;
        }

        string value = lexer.Next();
        return IsIdentifier(value) ? value : throw Fault($"found '{value}', expected: identifier");
    }

    private static List<string> Values(SelectorLexer lexer)
    {
        string token = lexer.Next();
        if (token != "(")
        {
            throw Fault($"found '{token}' expected: '('");
        }

        List<string> values = [];
        bool wantsValue = true;
        while (true)
        {
            token = lexer.Next();
            switch (token)
            {
                case ")":
                    if (wantsValue)
                    {
                        values.Add(string.Empty);
                    }

                    return values;
                case ",":
                    if (wantsValue)
                    {
                        values.Add(string.Empty);
                    }

                    wantsValue = true;
                    break;
                case var value when IsIdentifier(value) && wantsValue:
                    values.Add(value);
                    wantsValue = false;
                    break;
                default:
                    throw Fault(wantsValue ? $"found '{token}', expected: ',', or identifier" : $"found '{token}', expected: ',' or ')'");
            }
        }
    }

    private static bool IsIdentifier(string token) => token.Length > 0 && !SelectorLexer.IsSymbol(token[0]);

    private static ApiException Fault(string why) => ApiErrors.BadRequest($"unable to parse requirement: {why}");
}
