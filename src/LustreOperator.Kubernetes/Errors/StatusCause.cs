namespace LustreOperator.Kubernetes;

/// <summary>One entry of <c>details.causes</c>: for an invalid object, one fault of one field.</summary>
/// <param name="Field">Path of the field (<c>spec.machines[0].count</c>), or empty.</param>
/// <param name="Reason">Machine-readable, such as <c>FieldValueRequired</c>; may be empty.</param>
/// <param name="Message">For people.</param>
public readonly record struct StatusCause(string Field, string Reason, string Message);
