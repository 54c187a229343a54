using System.Text.Json.Nodes;

namespace Certrot.Act.Tests;

/// <summary>A call that was to change the cluster.</summary>
internal sealed record WriteCall(string Method, string Path, string Query, JsonObject Body);
