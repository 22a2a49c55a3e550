using LustreOperator.Sandbox.Admission;

namespace LustreOperator.Sandbox.Tests;

/// <summary>What of CEL is evaluated without the library, for speed, has the value that the library gives it.</summary>
internal sealed class PlainCelTests
{
    private static readonly HashSet<string> s_names = ["object", "oldObject", "request", "params"];

    private static readonly string[] s_plain =
    [
        "object.name == 'a'", "object.name != \"a\"", "object.name == params.name", "object.map.inner == 'x'", "has(object.name)", "has(object.map.inner)",
        "has(object.missing)", "object.name.startsWith('a')", "object.name.endsWith(':' + params.name)", "object.name.contains(object.map.inner)",
        "object.name.matches('^[a-z]+$')", "('a' + object.name) == 'aa'", "object.name + params.name", "object.name", "object.flag", "object.count", "object.map",
        "object != null", "oldObject == null", "object.nothing == null", "object.name != null", "object['name'] == 'a'", "'name' in object", "'missing' in object.map",
    ];

    // Absent, null, of another type, escaped: the library has the word.
    private static readonly string[] s_left =
    [
        "object.missing == 'a'", "object.missing.more", "object.nothing == 'a'", "has(object.nothing)", "has(object.name.x)", "has(oldObject.name)", "oldObject.name == 'a'",
        "object.count == 1", "object.count == 'a'", "object.flag == true", "object.count + 'a'", "object.count.startsWith('a')", "object.name.matches('(')",
        "object.name == 'a\\n'", "object.name == r'a\\n'", "object.name in ['a']", "object.name < 'b'", "object.list == ['a']", "object.list[0] == 'a'", "object['missing'] == 'a'", "'a' in object.list", "'a' in oldObject",
        "object.missing == null", "null == oldObject", "has(object.list[0].x)", "size(object.name) == 1",
    ];

    [TestCaseSource(nameof(s_plain))]
    public void Plain_expression_has_the_value_of_the_library_without_it(string text)
    {
        var leaf = (CelExpression.Leaf)CelCompiler.Compile(text, s_names);
        Assert.That(leaf.Plain?.TryEvaluate(Variables(), out _), Is.True, "it is not evaluated here");
        Assert.That(ValueOrFault(leaf), Is.EqualTo(ValueOrFault(leaf with { Plain = null })));
    }

    [TestCaseSource(nameof(s_left))]
    public void What_may_be_wrong_or_meant_otherwise_is_left_to_the_library(string text)
    {
        var leaf = (CelExpression.Leaf)CelCompiler.Compile(text, s_names);
        Assert.That(leaf.Plain?.TryEvaluate(Variables(), out _) ?? false, Is.False);
        Assert.That(ValueOrFault(leaf), Is.EqualTo(ValueOrFault(leaf with { Plain = null })));
    }

    private static CelVariables Variables() => new(new Dictionary<string, object?>
    {
        ["object"] = new Lazy<object?>(() => new Dictionary<string, object?>
        {
            ["name"] = "a",
            ["flag"] = true,
            ["count"] = 1L,
            ["nothing"] = null,
            ["list"] = new object?[] { "a" },
            ["map"] = new Dictionary<string, object?> { ["inner"] = "x" },
        }),
        ["oldObject"] = null,
        ["params"] = new Dictionary<string, object?> { ["name"] = "b" },
    });

    private static object? ValueOrFault(CelExpression expression)
    {
        try
        {
            return expression.Evaluate(Variables());
        }
        catch (CelFault fault)
        {
            return $"fault: {fault.Message}";
        }
    }
}
