using Antlr4.Runtime;
using Antlr4.Runtime.Tree;
using Cel;
using static Cel.Internal.CelParser;

namespace LustreOperator.Sandbox.Admission;

/// <summary>
/// Compiles what of CEL this server evaluates as a real one does, and refuses the rest by name: functions of extensions, logic within operands that the
/// library would evaluate, names that are not declared. A real server checks types besides.
/// </summary>
internal sealed class CelCompiler
{
    /// <summary>Of an expression, in characters; a real server has a limit of its cost instead.</summary>
    private const int LongestExpression = 5000;

    /// <summary>Brackets within brackets; the parser walks them on the stack.</summary>
    private const int DeepestNesting = 50;

    private static readonly HashSet<string> s_functions = ["has", "size", "int", "string", "double"];
    private static readonly HashSet<string> s_methods = ["startsWith", "endsWith", "contains", "matches", "size"];
    private static readonly HashSet<string> s_comprehensions = ["filter", "map", "exists_one"];

    private static readonly HashSet<string> s_requestFields =
    [
        "kind", "resource", "subResource", "requestKind", "requestResource", "requestSubResource", "name", "namespace", "operation", "userInfo",
        "dryRun", "options", "uid",
    ];

    private readonly CelEnvironment _environment = new([], "");
    private readonly string _text;

    private CelCompiler(string text) => _text = text;

    /// <summary>The expression.</summary>
    /// <param name="text">As the policy has it.</param>
    /// <param name="names">Names of the variables that there are, such as <c>object</c>.</param>
    /// <exception cref="CelFault">It cannot be compiled, or not evaluated here; says why.</exception>
    public static CelExpression Compile(string text, IReadOnlySet<string> names)
    {
        if (text.Length > LongestExpression || Nesting(text) > DeepestNesting || text.Any(char.IsSurrogate))
        {
            throw new CelFault(
                $"this server evaluates expressions of at most {LongestExpression} characters of 16 bits and {DeepestNesting} brackets within each other");
        }

        CelCompiler compiler = new(text);
        try
        {
            return compiler.Read(compiler._environment.Parse(text).e ?? throw new CelFault("Syntax error: there is no expression"), names);
        }
        catch (CelException fault)
        {
            throw new CelFault($"Syntax error: {fault.Message}");
        }
    }

    private CelExpression Read(ExprContext node, IReadOnlySet<string> names) => node.op is null
        ? Read(node.e, names)
        : new CelExpression.Choice(Read(node.e, names), Read(node.e1, names), Read(node.e2, names));

    private CelExpression Read(ConditionalOrContext node, IReadOnlySet<string> names)
    {
        CelExpression[] operands = [.. node.conditionalAnd().Select(operand => Read(operand, names))];
        return operands is [var one] ? one : new CelExpression.Logic(operands, Deciding: true);
    }

    private CelExpression Read(ConditionalAndContext node, IReadOnlySet<string> names)
    {
        CelExpression[] operands = [.. node.relation().Select(operand => Read(operand, names))];
        return operands is [var one] ? one : new CelExpression.Logic(operands, Deciding: false);
    }

    private CelExpression Read(RelationContext node, IReadOnlySet<string> names) =>
        node.op is null && node.calc() is { op: null } calc && calc.unary() is { } unary ? Read(unary, names) : Whole(node, names);

    private CelExpression Read(UnaryContext node, IReadOnlySet<string> names)
    {
        switch (node)
        {
            case LogicalNotContext not:
                CelExpression operand = Read(not.member(), names);
                return not.EXCLAM().Length % 2 == 1 ? new CelExpression.Not(operand) : new CelExpression.Not(new CelExpression.Not(operand));
            case MemberExprContext expression:
                return Read(expression.member(), names);
            default:
                return Whole(node, names);
        }
    }

    private CelExpression Read(MemberContext node, IReadOnlySet<string> names) => node switch
    {
        PrimaryExprContext primary when primary.primary() is NestedContext nested => Read(nested.e, names),
        MemberCallContext { id.Text: "all" or "exists" } call when call.args?.expr() is [var variable, var body] => new CelExpression.Each(
            Read(call.member(), names), Variable(variable), Read(body, new HashSet<string>(names, StringComparer.Ordinal) { Variable(variable) }), call.id.Text == "exists"),
        _ => Whole(node, names),
    };

    private CelExpression.Leaf Whole(ParserRuleContext node, IReadOnlySet<string> names)
    {
        Check(node, names);
        string text = _text[node.Start.StartIndex..(node.Stop.StopIndex + 1)];
        return new CelExpression.Leaf(_environment.Compile(text), CelPlain.Of(node));
    }

    // What the library is given must be what it does as a real server does.
    private static void Check(IParseTree node, IReadOnlySet<string> names)
    {
        switch (node)
        {
            case ConditionalOrContext { ChildCount: > 1 } or ConditionalAndContext { ChildCount: > 1 } or ExprContext { op: not null }:
                throw new CelFault($"this server evaluates ||, && and ?: at the top, in brackets, and in all() and exists() alone, not within '{Shown(node)}'");
            case IdentOrGlobalCallContext { leadingDot: not null } or CreateMessageContext or OptExprContext { opt: not null } or SelectContext { opt: not null } or IndexContext { opt: not null }:
                throw new CelFault($"this server does not evaluate '{Shown(node)}'");
            case IdentOrGlobalCallContext { op: not null } call when !s_functions.Contains(call.id.Text):
                throw new CelFault($"undeclared reference to '{call.id.Text}' (in container ''), or a function that this server does not evaluate");
            case IdentOrGlobalCallContext { op: null } name when !names.Contains(name.id.Text):
                throw new CelFault($"undeclared reference to '{name.id.Text}' (in container '')");
            case MemberCallContext call when s_comprehensions.Contains(call.id.Text) && call.args?.expr() is [var variable, _]:
                Check(call.member(), names);
                Check(call.args.expr(1), new HashSet<string>(names, StringComparer.Ordinal) { Variable(variable) });
                return;
            case MemberCallContext call when !s_methods.Contains(call.id.Text):
                throw new CelFault($"this server does not evaluate the function '{call.id.Text}' in '{Shown(node)}'");
            case SelectContext select when IsRequest(select.member()) && !s_requestFields.Contains(select.id.Text):
                throw new CelFault($"undefined field '{select.id.Text}'");
            default:
                break;
        }

        for (int i = 0; i < node.ChildCount; i++)
        {
            Check(node.GetChild(i), names);
        }
    }

    private static bool IsRequest(MemberContext node) => node.GetText() == "request";

    private static string Variable(ExprContext node)
    {
        string name = node.GetText();
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : throw new CelFault($"'{name}' is no name of a variable");
    }

    private static string Shown(IParseTree node) => node.GetText() is { Length: > 80 } text ? text[..77] + "..." : node.GetText();

    private static int Nesting(string text)
    {
        int depth = 0, deepest = 0;
        foreach (char letter in text)
        {
            depth += letter is '(' or '[' or '{' ? 1 : letter is ')' or ']' or '}' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }
}
