using LustreOperator.Sandbox.Http;

namespace LustreOperator.Sandbox.Selectors;

/// <summary>A label selector: <c>a=b, c!=d, e in (f,g), h notin (i), j, !k</c>.</summary>
internal sealed class LabelSelector
{
    private readonly List<Requirement> _requirements = [];

    private LabelSelector()
    {
    }

    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        if (string.IsNullOrEmpty(text))
        {
            return selector;
        }

        var lexer = new SelectorLexer(text);
        while (true)
        {
            selector._requirements.Add(ReadRequirement(lexer));
            string token = lexer.Next();
            if (token.Length == 0)
            {
                return selector;
            }

            if (token != ",")
            {
                throw Fault(token, "',' or 'end of string'");
            }
        }
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (Requirement requirement in _requirements)
        {
            if (!requirement.Matches(labels.GetValueOrDefault(requirement.Key)))
            {
                return false;
            }
        }

        return true;
    }

    private static Requirement ReadRequirement(SelectorLexer lexer)
    {
        string token = lexer.Next();
        if (token == "!")
        {
            return new Requirement(Identifier(lexer.Next(), "identifier"), "!", []);
        }

        string key = Identifier(token, "!, identifier, or ','");
        switch (lexer.Peek())
        {
            case "" or ",":
                return new Requirement(key, "exists", []);
            case "=" or "==" or "!=":
                string operation = lexer.Next();
                string next = lexer.Peek();
                string value = next is "" or "," ? string.Empty : Identifier(lexer.Next(), "identifier");
                return new Requirement(key, operation == "!=" ? "notin" : "in", [value]);
            case "in" or "notin":
                return new Requirement(key, lexer.Next(), Values(lexer));
            default:
                throw Fault(lexer.Peek(), "in, notin, =, ==, !=, gt, lt");
        }
    }

    private static HashSet<string> Values(SelectorLexer lexer)
    {
        string token = lexer.Next();
        if (token != "(")
        {
            throw Fault(token, "'('");
        }

        var values = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            string value = lexer.Next();
            if (value == ")")
            {
                return values;
            }

            if (value == ",")
            {
                values.Add(string.Empty);
                continue;
            }

            values.Add(Identifier(value, "',', ')' or identifier"));
            string separator = lexer.Next();
            if (separator == ")")
            {
                return values;
            }

            if (separator != ",")
            {
                throw Fault(separator, "',' or ')'");
            }
        }
    }

    private static string Identifier(string token, string expected) =>
        token.Length > 0 && !SelectorLexer.IsSymbol(token[0]) ? token : throw Fault(token, expected);

    private static ApiException Fault(string found, string expected) =>
        ApiErrors.BadRequest($"unable to parse requirement: found '{found}', expected: {expected}");

    private sealed record Requirement(string Key, string Operation, HashSet<string> Values)
    {
        public bool Matches(string? label) => Operation switch
        {
            "!" => label is null,
            "exists" => label is not null,
            "in" => label is not null && Values.Contains(label),
            _ => label is null || !Values.Contains(label),
        };
    }
}
