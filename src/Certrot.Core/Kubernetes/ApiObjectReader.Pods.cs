using System.Text.Json;
using Certrot.Text;

namespace Certrot.Kubernetes;

public static partial class ApiObjectReader
{
    private static Pod ToPod(JsonElement item, ReadContext context)
    {
        var spec = item.Object("spec"u8);
        var status = item.Object("status"u8);
        var containers = new List<Container>();
        foreach (var container in spec.Array("containers"u8))
        {
            var name = container.Text("name"u8) ?? "";
            containers.Add(ToContainer(container, name, StatusOf(status, name)));
        }
        return new Pod
        {
            Meta = Meta(item, context),
            NodeName = NotEmpty(spec.Text("nodeName"u8)),
            Phase = status.Text("phase"u8, context.Strings),
            ServiceAccount = NotEmpty(spec.Text("serviceAccountName"u8)) ?? NotEmpty(spec.Text("serviceAccount"u8)),
            Containers = containers,
        };
    }

    private static JsonElement StatusOf(JsonElement status, string name)
    {
        foreach (var candidate in status.Array("containerStatuses"u8))
        {
            if (candidate.Text("name"u8) == name)
                return candidate;
        }
        return default;
    }

    private static Container ToContainer(JsonElement container, string name, JsonElement status)
    {
        var state = status.Object("state"u8);
        var waiting = state.Object("waiting"u8);
        var ended = state.Object("terminated"u8);
        var endedBefore = status.Object("lastState"u8).Object("terminated"u8);
        return new Container
        {
            Name = name,
            Image = container.Text("image"u8) ?? "",
            CommandLine = CommandLine.WithoutSecrets([.. container.Texts("command"u8), .. container.Texts("args"u8)]),
            Ready = status.Boolean("ready"u8),
            RestartCount = status.Integer("restartCount"u8) ?? 0,
            WaitingReason = waiting.Text("reason"u8),
            StateMessage = NotEmpty(waiting.Text("message"u8)) ?? NotEmpty(ended.Text("message"u8)) ?? NotEmpty(endedBefore.Text("message"u8)),
            RunningSince = state.Object("running"u8).Time("startedAt"u8),
            ExitCode = ended.Integer("exitCode"u8) ?? endedBefore.Integer("exitCode"u8),
        };
    }
}
