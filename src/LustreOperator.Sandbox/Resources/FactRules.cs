using System.Globalization;
using System.Text.Json.Nodes;
using LustreOperator.Sandbox.Documents;
using LustreOperator.Sandbox.Schema;

namespace LustreOperator.Sandbox.Resources;

/// <summary>Checks an object of a built-in kind by the rules of kinds.txt.</summary>
internal static class FactRules
{
    /// <summary>Adds the faults of an object; its status is the server's affair.</summary>
    public static void Check(JsonObject body, FactType type, ICollection<FieldError> errors) => Struct(body, type, string.Empty, errors);

    private static void Struct(JsonObject body, FactType type, string path, ICollection<FieldError> errors)
    {
        foreach (FactField field in type.Fields)
        {
            string at = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (at is "metadata" or "status")
            {
                continue;
            }

            JsonNode? value = body[field.Name];
            foreach (string rule in field.Rules)
            {
                Apply(rule, value, field.Value, at, errors);
            }

            Below(value, field.Value, at, errors);
        }
    }

    private static void Below(JsonNode? value, FactValue fact, string path, ICollection<FieldError> errors)
    {
        switch (fact.Form, value)
        {
            case ('S', JsonObject body):
                Struct(body, fact.Type!, path, errors);
                break;
            case ('[', JsonArray list) when fact.Item!.Form == 'S':
                for (int i = 0; i < list.Count; i++)
                {
                    Below(list[i], fact.Item, $"{path}[{i}]", errors);
                }

                break;
        }
    }

    private static void Apply(string rule, JsonNode? value, FactValue fact, string path, ICollection<FieldError> errors)
    {
        string[] words = rule.Split(':', 2);
        if (words[0] == "required")
        {
            if (fact.IsZero(value) && (fact.Form != 'S' || value is null))
            {
                errors.Add(FieldError.Required(path));
            }
        }
        else if (value is JsonArray list)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (int i = 0; i < list.Count; i++)
            {
                JsonNode? key = words[0] switch { "key" => list[i].At(words[1]), "unique" => list[i], _ => null };
                if (key is not null && !seen.Add(JsonTree.ToText(key)))
                {
                    errors.Add(FieldError.Duplicate(words[0] == "key" ? $"{path}[{i}].{words[1]}" : $"{path}[{i}]", key));
                }

                Plain(words, list[i], $"{path}[{i}]", errors);
            }
        }
        else if (!fact.IsZero(value))
        {
            Plain(words, value, path, errors);
        }
        else if (words[0] == "min" && value is not null && words[1] != "0")
        {
            Plain(words, value, path, errors);
        }
    }

    private static void Plain(string[] rule, JsonNode? value, string path, ICollection<FieldError> errors)
    {
        string text = value.Text() ?? string.Empty;
        long? number = value.Integer();
        const string port = "must be between 1 and 65535, inclusive";
        string? fault = rule[0] switch
        {
            "label" => Names.LabelFault(text),
            "word" => Names.NameFault(text),
            "subdomain" => Names.SubdomainFault(text),
            "path" when text is not ['.', ..] => "must be a simple json path starting with .",
            "min" when number < long.Parse(rule[1], CultureInfo.InvariantCulture) => rule[1] == "0" ? "must be greater than or equal to 0" : port,
            "max" when number > long.Parse(rule[1], CultureInfo.InvariantCulture) => port,
            _ => null,
        };
        if (fault is not null)
        {
            errors.Add(FieldError.Invalid(path, value, fault));
        }
        else if (rule[0] == "in" && !rule[1].Split('|').Contains(text))
        {
            errors.Add(FieldError.NotSupported(path, value, rule[1].Split('|').Select(v => $"\"{v}\"")));
        }
    }
}
