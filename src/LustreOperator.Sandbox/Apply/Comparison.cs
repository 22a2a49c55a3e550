namespace LustreOperator.Sandbox.Apply;

/// <summary>How two documents differ, as sets of paths.</summary>
internal sealed record Comparison(FieldSet AddedFields, FieldSet ModifiedFields, FieldSet RemovedFields)
{
    public static readonly Comparison None = new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty);
    public static readonly Comparison Changed = new(FieldSet.Empty, FieldSet.Leaf, FieldSet.Empty);

    public FieldSet Written => AddedFields.Union(ModifiedFields);

    public static Comparison Added(FieldSet fields, bool keepRoot) => None with { AddedFields = Root(fields, keepRoot) };

    public static Comparison Removed(FieldSet fields, bool keepRoot) => None with { RemovedFields = Root(fields, keepRoot) };

    public static Comparison Of(IReadOnlyCollection<(string Step, Comparison Change)> children) => new(
        FieldSet.Of(false, children.Select(c => KeyValuePair.Create(c.Step, c.Change.AddedFields))),
        FieldSet.Of(false, children.Select(c => KeyValuePair.Create(c.Step, c.Change.ModifiedFields))),
        FieldSet.Of(false, children.Select(c => KeyValuePair.Create(c.Step, c.Change.RemovedFields))));

    public Comparison Select(Func<FieldSet, FieldSet> part) => new(part(AddedFields), part(ModifiedFields), part(RemovedFields));

    private static FieldSet Root(FieldSet fields, bool keep) =>
        keep || fields.Children.Count == 0 ? fields : FieldSet.Of(false, fields.Children);
}
