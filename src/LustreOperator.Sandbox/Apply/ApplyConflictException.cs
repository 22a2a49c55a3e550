namespace LustreOperator.Sandbox.Apply;

/// <summary>An applied configuration changes fields of other managers.</summary>
internal sealed class ApplyConflictException : Exception
{
    public ApplyConflictException(IEnumerable<(FieldManager Manager, FieldSet Fields)> conflicts)
    {
        Conflicts =
        [
            .. conflicts.SelectMany(c => c.Fields.Paths().Select(path => ($"conflict with {c.Manager}", c.Manager.ToString(), path))),
        ];
    }

    public IReadOnlyList<(string Text, string Manager, string Path)> Conflicts { get; }

    public override string Message
    {
        get
        {
            if (Conflicts.Count == 1)
            {
                return $"Apply failed with 1 conflict: {Conflicts[0].Text}: {Conflicts[0].Path}";
            }

            IEnumerable<string> managers = Conflicts
                .GroupBy(c => c.Manager, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"conflicts with {g.Key}:\n{string.Join('\n', g.Select(c => "- " + c.Path))}");
            return $"Apply failed with {Conflicts.Count} conflicts: {string.Join('\n', managers)}";
        }
    }
}
