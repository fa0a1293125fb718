namespace NoisyStudent.Tests.Reporting;

/// <summary>Names that a page must show and not obey.</summary>
internal static class HostileNames
{
    public const string Script = "<script>alert(1)</script>";
    public const string Quotes = "\"' onload='alert(1)' x=\"";

    public static IReadOnlyList<string> All { get; } =
    [
        Script, Quotes, "</style><img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "]]>--><b>", "javascript:alert(1)", "&lt;b&gt; &amp;",
        "turned\u202Eround", "isolated\u2066\u0007", "half\uD83D", "日本語 עברית", new string('w', 10_000),
    ];
}
