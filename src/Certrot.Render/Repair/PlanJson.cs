using System.Text.Encodings.Web;
using System.Text.Json;
using Certrot.Repair;

namespace Certrot.Render.Repair;

/// <summary>Plans of repairs as JSON (<c>docs/schema/repair-plan.json</c>).</summary>
public static class PlanJson
{
    private static readonly JsonWriterOptions indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document <c>certrot/v1</c> <c>RepairPlanList</c>, UTF-8, with a line feed at its end.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(Stream to, IReadOnlyList<RepairPlan> plans)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(plans);
        using (var json = new Utf8JsonWriter(to, indented))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "certrot/v1");
            json.WriteString("kind", "RepairPlanList");
            json.WriteStartArray("items");
            foreach (var plan in plans) Plan(json, plan);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    private static void Plan(Utf8JsonWriter json, RepairPlan plan)
    {
        json.WriteStartObject();
        json.WriteString("node", plan.Node);
        json.WriteString("verdict", plan.Verdict);
        json.WriteString("headline", plan.Headline);
        json.WriteString("cause", plan.RootCause.Id);
        json.WriteString("confidence", plan.RootCause.Confidence);
        json.WriteString("certificate", plan.RootCause.Certificate);
        json.WriteString("refusal", plan.Refusal);
        json.WriteStartArray("steps");
        foreach (var step in plan.Steps) Step(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter json, RepairStep step)
    {
        json.WriteStartObject();
        json.WriteString("title", step.Title);
        json.WriteString("where", step.Where);
        json.WriteString("phase", step.Phase.ToString().ToLowerInvariant());
        json.WriteBoolean("byHand", step.IsByHand);
        json.WriteStartArray("commands");
        foreach (var command in step.Commands) json.WriteStringValue(command);
        json.WriteEndArray();
        json.WriteString("changes", step.Changes);
        json.WriteString("risk", step.Risk);
        json.WriteString("verification", step.Verification);
        json.WriteString("undo", step.Undo);
        json.WriteString("note", step.Note);
        json.WriteEndObject();
    }
}
