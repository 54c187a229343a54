using Certrot.Cli.Commands;

return CommandRunner.Run(args);
