namespace LustreOperator.Values;

/// <summary>virsh's words for states (virsh domstate).</summary>
public static class DomainStates
{
    // By number.
    private static readonly string[] s_words = ["no state", "running", "idle", "paused", "in shutdown", "shut off", "crashed", "pmsuspended"];

    /// <summary>The word for a state; <c>no state</c> for one that libvirt had not when this was written.</summary>
    public static string Text(this DomainState state) => s_words[(int)state >= 0 && (int)state < s_words.Length ? (int)state : 0];

    /// <summary>The state of a word; <see cref="DomainState.NoState"/> for any other text: the domain is there, and nothing more is known.</summary>
    public static DomainState Parse(string word) => (DomainState)Math.Max(0, Array.IndexOf(s_words, word));
}
