using NoisyStudent.Cli;

return NoisyStudentCommand.Run(args, Screen.OfProcess());
