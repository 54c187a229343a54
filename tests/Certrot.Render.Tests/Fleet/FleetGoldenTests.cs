namespace Certrot.Render.Tests.Fleet;

/// <summary>Outputs of scans as they were last looked at by a person. CERTROT_UPDATE_GOLDEN=1 writes them anew.</summary>
public sealed class FleetGoldenTests
{
    public static TheoryData<string> Names => FleetSamples.Names;

    [Theory, MemberData(nameof(Names))]
    public void Text_is_as_reviewed(string name)
    {
        GoldenTests.Compare($"fleet-{name}.80.txt", FleetSamples.Text(FleetSamples.All[name], 80, verbose: false));
        GoldenTests.Compare($"fleet-{name}.200.txt", FleetSamples.Text(FleetSamples.All[name], 200, verbose: true));
    }

    [Theory, MemberData(nameof(Names))]
    public void Tables_for_programs_are_as_reviewed(string name)
    {
        GoldenTests.Compare($"fleet-{name}.json", FleetSamples.Json(FleetSamples.All[name]));
        GoldenTests.Compare($"fleet-{name}.yaml", FleetSamples.Yaml(FleetSamples.All[name]));
        GoldenTests.Compare($"fleet-{name}.csv", FleetSamples.Csv(FleetSamples.All[name]));
        GoldenTests.Compare($"fleet-{name}.junit.xml", FleetSamples.Junit(FleetSamples.All[name]));
        GoldenTests.Compare($"fleet-{name}.prom", FleetSamples.Prometheus(FleetSamples.All[name]));
    }

    [Theory, MemberData(nameof(Names))]
    public void Html_is_as_reviewed(string name) => GoldenTests.Compare($"fleet-{name}.html", FleetSamples.Html(FleetSamples.All[name]));
}
